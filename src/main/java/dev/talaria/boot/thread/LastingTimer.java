package dev.talaria.boot.thread;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A timer whose periodic tasks outlive whatever one of their rounds throws, an error for want of memory included: the JDK's own timer
 * drops such a task for good, and with it what looks after time-outs, leases or the database. Cancelled tasks are let go of at once, and
 * a shutdown drops what is due later.
 */
public class LastingTimer extends ScheduledThreadPoolExecutor {
    private static final System.Logger LOG = System.getLogger(LastingTimer.class.getName());

    /** @param factory makes at most {@code threads} threads, as they are needed */
    public LastingTimer(int threads, ThreadFactory factory) {
        super(threads, factory);
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(lasting(task), first, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(lasting(task), first, period, unit);
    }

    private static Runnable lasting(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                tell(e);
            }
        };
    }

    /** To tell it may take the very thing that is short. */
    private static void tell(Throwable fault) {
        try {
            LOG.log(System.Logger.Level.WARNING, "A round of a periodic task failed; the next one comes", fault);
        } catch (RuntimeException | Error untold) {
            return;
        }
    }
}
