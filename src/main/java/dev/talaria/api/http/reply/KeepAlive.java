package dev.talaria.api.http.reply;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at all open event streams from time to time: silent ones get a comment, which is also the only way a vanished client is
 * noticed, and ones whose client takes nothing for too long are given up. One periodic task for all streams.
 */
public final class KeepAlive {
    /** A stream that can be looked at. */
    interface Beat {
        /** All by {@code System.nanoTime()}; quick and never throwing. */
        void beat(long now, long silenceNanos, long stallNanos);
    }

    private static final Duration STALL = Duration.ofMinutes(2);

    private final Set<Beat> streams = ConcurrentHashMap.newKeySet();
    private final long silenceNanos;

    /** @param silence after which a stream gets a comment; looked at four times within it */
    public KeepAlive(Duration silence, ScheduledExecutorService timer) {
        silenceNanos = silence.toNanos();
        long period = Math.max(silenceNanos / 4, TimeUnit.MILLISECONDS.toNanos(10));
        timer.scheduleWithFixedDelay(this::beatAll, period, period, TimeUnit.NANOSECONDS);
    }

    void add(Beat stream) {
        streams.add(stream);
    }

    void remove(Beat stream) {
        streams.remove(stream);
    }

    /** How many event streams are open. */
    public int open() {
        return streams.size();
    }

    private void beatAll() {
        long now = System.nanoTime();
        for (Beat stream : streams) {
            try {
                stream.beat(now, silenceNanos, STALL.toNanos());
            } catch (RuntimeException e) {
                System.getLogger(KeepAlive.class.getName()).log(System.Logger.Level.WARNING, "A stream could not be kept alive", e);
            }
        }
    }
}
