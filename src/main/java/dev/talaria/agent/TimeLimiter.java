package dev.talaria.agent;

import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a turn wait for work that may hang no longer than the turn's time and no longer than its run. The work has a thread of its own,
 * which nobody interrupts, because that closes the files of an embedded database: it is abandoned, and what it brings later is dropped.
 * Safe for many threads.
 */
final class TimeLimiter {
    /** How long work that heeds the run's cancellation has for what it can still tell. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Executor threads;

    /** @param threads one thread a call, never a queue */
    TimeLimiter(Executor threads) {
        this.threads = Objects.requireNonNull(threads);
    }

    /**
     * What the work brings. It is not begun where the run is cancelled, and cancels the run where the time is over.
     *
     * @param deadline by {@code System.nanoTime()}
     * @throws CancellationException where it was not begun, or the run was cancelled and the work has not ended soon after
     * @throws Exception             the work's own
     */
    <T> T call(Run run, long deadline, Callable<T> work) throws Exception {
        CountDownLatch news = new CountDownLatch(1);
        FutureTask<T> task = new FutureTask<>(work);
        try (Cancellation.Registration cancelled = run.cancellation().onCancel(news::countDown)) {
            begin(run, task, news);
            if (!news.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                run.cancellation().cancel(Cancellation.Reason.DEADLINE);
            }
            return task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CancellationException("abandoned");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    /** Where there is no thread the turn's own does the work: then it is only told that its time is over. */
    private void begin(Run run, FutureTask<?> task, CountDownLatch news) {
        Runnable unlessCancelled = () -> {
            if (run.cancellation().isCancelled()) {
                task.cancel(false);
            }
            task.run();
            news.countDown();
        };
        try {
            threads.execute(unlessCancelled);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            unlessCancelled.run();
        }
    }

    private static Exception thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }
}
