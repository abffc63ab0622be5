package dev.talaria.boot.thread;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A timer whose periodic tasks survive whatever a round throws, including an out-of-memory error: the JDK's own timer drops such a task for
 * good, and with it the watch over time-outs, leases or the database. Cancelled tasks are removed at once, and a shutdown drops all delayed
 * tasks.
 */
public class LastingTimer extends ScheduledThreadPoolExecutor {
    private static final System.Logger LOG = System.getLogger(LastingTimer.class.getName());

    /** @param factory creates at most {@code threads} threads, on demand */
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

    /** Logging may need the very resource that is short. */
    private static void tell(Throwable fault) {
        try {
            LOG.log(System.Logger.Level.WARNING, "A periodic task failed; it runs again at its next time", fault);
        } catch (RuntimeException | Error untold) {
            return;
        }
    }
}
