package dev.talaria.memory.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Some threads at one kind of work, none where there is none: each goes on until nothing is left and then gives its thread back.
 * No call to {@link #wake} is lost. Safe for many threads.
 */
final class DrainWorkers {
    private static final System.Logger LOG = System.getLogger(DrainWorkers.class.getName());

    private final Executor threads;
    private final IntSupplier size;
    private final BooleanSupplier step;
    private final Runnable rested;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final AtomicBoolean failing = new AtomicBoolean();
    @GuardedBy("lock")
    private int working;
    @GuardedBy("lock")
    private long wakes;
    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param size   how many may work now; may not block
     * @param step   a piece of work, which may block; false where there was none
     * @param rested called whenever one has found no more work; may block
     */
    DrainWorkers(Executor threads, IntSupplier size, BooleanSupplier step, Runnable rested) {
        this.threads = threads;
        this.size = size;
        this.step = step;
        this.rested = rested;
    }

    /** Says that there may be work. Returns at once. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            if (closed || working >= size.getAsInt()) {
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
                found = isWanted() && step.getAsBoolean();
                failing.set(false);
            }
            rested.run();
            return true;
        } catch (RuntimeException | Error e) {
            boolean known = !isWanted() || !failing.compareAndSet(false, true);
            LOG.log(known ? System.Logger.Level.DEBUG : GroupCommit.level(e),
                    "Deliveries are interrupted; they go on with a later look", e);
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
            return !closed && working <= size.getAsInt();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves unless there was a call meanwhile. */
    private boolean goesOn(long seen) {
        lock.lock();
        try {
            if (wakes != seen && !closed && working <= size.getAsInt()) {
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
