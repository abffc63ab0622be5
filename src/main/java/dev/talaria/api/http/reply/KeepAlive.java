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
 * Checks all replies in progress periodically: silent event streams get a comment, which is also the only way to notice that a client has
 * left, and clients that read nothing for too long are disconnected. One periodic task for all, which writes nothing itself. Safe for many
 * threads.
 */
public final class KeepAlive {
    /** A reply that is checked. */
    interface Beat {
        /** Checks the reply; times by {@code System.nanoTime()}. Must be quick and never throw. */
        void beat(long now, long silenceNanos, long stallNanos);
    }

    private final Set<Beat> replies = ConcurrentHashMap.newKeySet();
    private final Executor threads;
    private final long silenceNanos;
    private final long stallNanos;

    /**
     * Checks four times within the shorter of both durations.
     *
     * @param silence after which a stream gets a comment
     * @param stall   how long a client may read nothing of what is pending
     * @param threads write replies that have no other thread; each reply has at most one task there
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

    /** Runs a reply's task on a thread that may write; on this one while the server is undeployed. */
    void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Returns how many replies are in progress, until the container has ended their exchange. */
    public int open() {
        return replies.size();
    }

    private void beatAll() {
        long now = System.nanoTime();
        for (Beat reply : replies) {
            try {
                reply.beat(now, silenceNanos, stallNanos);
            } catch (RuntimeException e) {
                System.getLogger(KeepAlive.class.getName()).log(System.Logger.Level.WARNING, "A keep-alive or the check of a stalled "
                        + "reply failed", e);
            }
        }
    }
}
