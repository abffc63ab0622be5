package dev.talaria.api.http.reply;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at all replies under way from time to time: silent event streams get a comment, which is also the only way a vanished client
 * is noticed, and clients that take nothing for too long are given up. One periodic task for all, which writes nothing itself. Safe for
 * many threads.
 */
public final class KeepAlive {
    /** A reply that can be looked at. */
    interface Beat {
        /** All by {@code System.nanoTime()}; quick and never throwing. */
        void beat(long now, long silenceNanos, long stallNanos);
    }

    private final Set<Beat> replies = ConcurrentHashMap.newKeySet();
    private final Executor threads;
    private final long silenceNanos;
    private final long stallNanos;

    /**
     * Looks four times within the shorter of both.
     *
     * @param silence after which a stream gets a comment
     * @param stall   for which a client may take nothing of what waits for it
     * @param threads on which replies are written that no thread of their own brings news to; each reply has one task there at most
     */
    public KeepAlive(Duration silence, Duration stall, ScheduledExecutorService timer, Executor threads) {
        this.threads = Objects.requireNonNull(threads);
        silenceNanos = silence.toNanos();
        stallNanos = stall.toNanos();
        long period = Math.max(Math.min(silenceNanos, stallNanos) / 4, TimeUnit.MILLISECONDS.toNanos(10));
        timer.scheduleWithFixedDelay(this::beatAll, period, period, TimeUnit.NANOSECONDS);
    }

    void add(Beat reply) {
        replies.add(reply);
    }

    void remove(Beat reply) {
        replies.remove(reply);
    }

    /** Runs a reply's task on a thread that may write; on this one where the server is being taken down. */
    void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** How many replies are under way, until the container has ended their exchange. */
    public int open() {
        return replies.size();
    }

    private void beatAll() {
        long now = System.nanoTime();
        for (Beat reply : replies) {
            try {
                reply.beat(now, silenceNanos, stallNanos);
            } catch (RuntimeException e) {
                System.getLogger(KeepAlive.class.getName()).log(System.Logger.Level.WARNING, "A reply could not be looked after", e);
            }
        }
    }
}
