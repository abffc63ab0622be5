package dev.talaria.memory.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Some threads at one kind of work, none where there is none: each goes on until nothing is left, has the rest woken when there will be
 * more, and gives its thread back. No call to {@link #wake} is lost. Safe for many threads.
 */
final class DrainWorkers {
    private static final System.Logger LOG = System.getLogger(DrainWorkers.class.getName());
    private static final String INTERRUPTED = "Deliveries are interrupted; they go on with a later look";

    /** What is to be done. */
    interface Work {
        /** How many may work now; may not block. */
        int parallel();

        /** A piece of work, which may block; false where there was none. */
        boolean step();

        /** When there will be more, asked by each who has found none; may block. Empty where nobody knows. */
        Optional<Instant> next();
    }

    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Work work;
    private final CircuitBreaker steps =
            CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG, INTERRUPTED, "Deliveries go on"));
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    @GuardedBy("lock")
    private int working;
    @GuardedBy("lock")
    private long wakes;
    /** The wake-up to come; null where there is none. */
    @GuardedBy("lock")
    private ScheduledFuture<?> alarm;
    @GuardedBy("lock")
    private Instant alarmAt = Instant.MAX;
    @GuardedBy("lock")
    private boolean closed;

    /** @param timer runs nothing that blocks */
    DrainWorkers(Executor threads, ScheduledExecutorService timer, Clock clock, Work work) {
        this.threads = threads;
        this.timer = timer;
        this.clock = clock;
        this.work = work;
    }

    /** Says that there may be work. Returns at once. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            if (closed || working >= work.parallel()) {
                return;
            }
            working++;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "No thread is free; the next look makes up for it");
            leave();
        }
    }

    /** Wakes once, at the earliest of the times that are wanted. */
    private void wakeAt(Instant wanted) {
        lock.lock();
        try {
            if (closed || !wanted.isBefore(alarmAt)) {
                return;
            }
            cancelAlarm();
            long nanos = Math.max(0, Duration.between(clock.instant(), wanted).toNanos());
            alarm = timer.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
            alarmAt = wanted;
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The timer has been closed", e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarm = null;
        alarmAt = Instant.MAX;
    }

    private void ring() {
        lock.lock();
        try {
            cancelAlarm();
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void work() {
        boolean goesOn = true;
        while (goesOn) {
            long seen = wakes();
            goesOn = steps() && goesOn(seen);
        }
    }

    /** False where one failed, which would fail again at once; then its thread has left. */
    private boolean steps() {
        try {
            boolean found = true;
            while (found) {
                found = isWanted() && work.step();
                steps.succeeded();
            }
            work.next().ifPresent(this::wakeAt);
            return true;
        } catch (RuntimeException | Error e) {
            if (isWanted() && !GroupCommit.isUnavailable(e)) {
                steps.failed(e);
            } else {
                LOG.log(System.Logger.Level.DEBUG, INTERRUPTED, e);
            }
            leave();
            return false;
        }
    }

    private long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    /** Whether whoever works here is to go on. */
    boolean isWanted() {
        lock.lock();
        try {
            return !closed && working <= work.parallel();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves unless there was a call meanwhile. */
    private boolean goesOn(long seen) {
        lock.lock();
        try {
            if (wakes != seen && !closed && working <= work.parallel()) {
                return true;
            }
            leave();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            working--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes up no more work. */
    void close() {
        lock.lock();
        try {
            closed = true;
            cancelAlarm();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody works; not any longer where the thread is interrupted, which it stays. */
    void awaitRest(Duration most) {
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (working > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
