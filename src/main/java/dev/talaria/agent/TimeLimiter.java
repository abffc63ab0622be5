package dev.talaria.agent;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.Cancellation;
import dev.talaria.run.Run;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how long a turn waits for work that may hang: no longer than the turn's deadline and no longer than its run. The work has a thread
 * of its own, which is never interrupted, because an interrupt closes the files of an embedded database: the work is abandoned and a late
 * result dropped. With too many abandoned calls no new one starts. Safe for many threads.
 */
public final class TimeLimiter {
    /** How long work that reacts to the run's cancellation may take to return. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(TimeLimiter.class.getName());
    private static final int MAX_ABANDONED = 1_000;

    private final Executor threads;
    private final int maxAbandoned;
    private final AtomicInteger abandoned = new AtomicInteger();

    /** @param threads starts one thread a call; must not queue */
    public TimeLimiter(Executor threads) {
        this(threads, MAX_ABANDONED);
    }

    /** @param maxAbandoned how many abandoned calls may hang */
    TimeLimiter(Executor threads, int maxAbandoned) {
        this.threads = Objects.requireNonNull(threads);
        this.maxAbandoned = maxAbandoned;
    }

    /**
     * Work that was started and is not waited for.
     *
     * @param over completes when the work has ended, however long after it was abandoned
     */
    record Task<T>(FutureTask<T> result, CompletableFuture<Void> over, TimeLimiter limiter) {
        boolean isDone() {
            return result.isDone();
        }

        /** Returns the result of work that is done, or throws what it threw. */
        T get() throws Exception {
            try {
                return result.get();
            } catch (ExecutionException e) {
                throw thrown(e.getCause());
            }
        }

        /** Gives up the work; a late result is dropped. */
        void abandon() {
            limiter.abandon(over);
        }
    }

    /**
     * Starts work and returns at once. The caller bounds it: it makes the work end, or abandons it. With too many abandoned calls the task
     * has failed with {@code rate_limit_exceeded}.
     *
     * @param done called when the task is done, on any thread; must be quick and must not throw
     */
    <T> Task<T> start(Callable<T> work, Runnable done) {
        boolean full = abandoned.get() >= maxAbandoned;
        FutureTask<T> task = new FutureTask<>(full ? () -> {
            throw tooMany();
        } : work);
        CompletableFuture<Void> over = new CompletableFuture<>();
        Runnable whole = () -> {
            task.run();
            over.complete(null);
            done.run();
        };
        try {
            if (!full) {
                threads.execute(whole);
                return new Task<>(task, over, this);
            }
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "No thread is free; the turn's own does the work", e);
        }
        whole.run();
        return new Task<>(task, over, this);
    }

    private ApiException tooMany() {
        return ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many calls on this server are still running after their deadline ("
                + maxAbandoned + ")").withRetryAfter(Duration.ofSeconds(1));
    }

    /**
     * Returns the result of the work. The work is not started if the run is cancelled; reaching the deadline cancels the run.
     *
     * @param deadline by {@code System.nanoTime()}
     * @throws CancellationException if the work was not started, or the run was cancelled and the work did not end soon after
     * @throws Exception             what the work throws; {@code rate_limit_exceeded} if too many calls hang
     */
    @SuppressWarnings("try") // The registration is there to be closed.
    <T> T call(Run run, long deadline, Callable<T> work) throws Exception {
        if (abandoned.get() >= maxAbandoned) {
            throw tooMany();
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        CountDownLatch news = new CountDownLatch(1);
        FutureTask<T> task = new FutureTask<>(work);
        try (Cancellation.Registration cancelled = run.cancellation().onCancel(news::countDown)) {
            begin(run, task, over);
            over.thenRun(news::countDown);
            if (!news.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                run.cancellation().cancel(Cancellation.Reason.DEADLINE);
            }
            return task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandon(over);
            throw new CancellationException("abandoned");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
            abandon(over);
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private void abandon(CompletableFuture<Void> over) {
        abandoned.incrementAndGet();
        over.thenRun(abandoned::decrementAndGet);
    }

    /** Without a free thread the turn's own thread does the work; then the deadline only cancels the run. */
    private void begin(Run run, FutureTask<?> task, CompletableFuture<Void> over) {
        Runnable unlessCancelled = () -> {
            if (run.cancellation().isCancelled()) {
                task.cancel(false);
            }
            task.run();
            over.complete(null);
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
