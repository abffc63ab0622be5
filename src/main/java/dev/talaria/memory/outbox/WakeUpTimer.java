package dev.talaria.memory.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Rings once, at the earliest of the times it was set to. Safe for many threads. */
final class WakeUpTimer {
    private static final System.Logger LOG = System.getLogger(WakeUpTimer.class.getName());

    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Runnable ring;
    @GuardedBy("this")
    private ScheduledFuture<?> set;
    @GuardedBy("this")
    private Instant time;
    @GuardedBy("this")
    private boolean closed;

    /** @param ring may not block */
    WakeUpTimer(ScheduledExecutorService timer, Clock clock, Runnable ring) {
        this.timer = timer;
        this.clock = clock;
        this.ring = ring;
    }

    synchronized void at(Instant wanted) {
        if (closed || set != null && !wanted.isBefore(time)) {
            return;
        }
        if (set != null) {
            set.cancel(false);
        }
        time = wanted;
        long nanos = Math.max(0, Duration.between(clock.instant(), wanted).toNanos());
        try {
            set = timer.schedule(this::rings, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The timer has been closed", e);
        }
    }

    private void rings() {
        synchronized (this) {
            set = null;
        }
        ring.run();
    }

    synchronized void close() {
        closed = true;
        if (set != null) {
            set.cancel(false);
        }
    }
}
