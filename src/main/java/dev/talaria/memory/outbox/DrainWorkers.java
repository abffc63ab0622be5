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
 * A varying number of threads that work until nothing is left, none while there is nothing to do. A worker that finds no more work
 * schedules the next wake-up and ends. No call to {@link #wake} is lost. Safe for many threads.
 */
final class DrainWorkers {
    private static final System.Logger LOG = System.getLogger(DrainWorkers.class.getName());
    private static final String INTERRUPTED = "Deliveries are interrupted; they will be retried";

    /** The work. */
    interface Work {
        /** Returns how many threads may work at the moment; must not block. */
        int parallel();

        /** Does one piece of work; may block. Returns false if there was none. */
        boolean step();

        /** Returns when there will be more work, for a worker that found none; may block. Empty if unknown. */
        Optional<Instant> next();
    }

    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Work work;
    private final CircuitBreaker steps =
            CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG, INTERRUPTED, "Deliveries continue"));
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    @GuardedBy("lock")
    private int working;
    @GuardedBy("lock")
    private long wakes;
    /** The next wake-up; null if there is none. */
    @GuardedBy("lock")
    private ScheduledFuture<?> alarm;
    @GuardedBy("lock")
    private Instant alarmAt = Instant.MAX;
    @GuardedBy("lock")
    private boolean closed;

    /** @param timer must run nothing that blocks */
    DrainWorkers(Executor threads, ScheduledExecutorService timer, Clock clock, Work work) {
        this.threads = threads;
        this.timer = timer;
        this.clock = clock;
        this.work = work;
    }

    /** Reports that there may be work. Returns at once. */
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
            LOG.log(System.Logger.Level.DEBUG, "No thread is free; the next poll of the outbox retries");
            leave();
        }
    }

    /** Schedules one wake-up, at the earliest of the requested times. */
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

    /** Works until nothing is left; returns false if a step failed, which would fail again at once. The thread is then deregistered. */
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

    /** Returns whether workers should continue. */
    boolean isWanted() {
        lock.lock();
        try {
            return !closed && working <= work.parallel();
        } finally {
            lock.unlock();
        }
    }

    /** Deregisters the thread unless there was a wake-up meanwhile. */
    private boolean goesOn(long seen) {
        lock.lock();
        try {
            if (wakes != seen && isWanted()) {
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

    /** Starts no more work. */
    void close() {
        lock.lock();
        try {
            closed = true;
            cancelAlarm();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no thread works; an interrupt, which is preserved, ends the wait. */
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
