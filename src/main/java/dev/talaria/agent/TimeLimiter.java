package dev.talaria.agent;

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
 * Lets a turn wait for work that may hang no longer than the turn's time and no longer than its run. The work has a thread of its own,
 * which nobody interrupts, because that closes the files of an embedded database: it is abandoned, and what it brings later is dropped.
 * Where too much of it hangs, nothing more is begun. Safe for many threads.
 */
public final class TimeLimiter {
    /** How long work that heeds the run's cancellation has for what it can still tell. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int MAX_ABANDONED = 1_000;

    private final Executor threads;
    private final int maxAbandoned;
    private final AtomicInteger abandoned = new AtomicInteger();

    /** @param threads one thread a call, never a queue */
    public TimeLimiter(Executor threads) {
        this(threads, MAX_ABANDONED);
    }

    /** @param maxAbandoned how many calls may hang that nobody waits for any more */
    TimeLimiter(Executor threads, int maxAbandoned) {
        this.threads = Objects.requireNonNull(threads);
        this.maxAbandoned = maxAbandoned;
    }

    /**
     * What the work brings. It is not begun where the run is cancelled, and cancels the run where the time is over.
     *
     * @param deadline by {@code System.nanoTime()}
     * @throws CancellationException where it was not begun, or the run was cancelled and the work has not ended soon after
     * @throws Exception             the work's own; {@code rate_limit_exceeded} where too much hangs
     */
    @SuppressWarnings("try") // The registration is there to be closed.
    <T> T call(Run run, long deadline, Callable<T> work) throws Exception {
        if (abandoned.get() >= maxAbandoned) {
            throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many calls hang on this server (" + maxAbandoned + ")")
                    .withRetryAfter(Duration.ofSeconds(1));
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

    /** Where there is no thread the turn's own does the work: then it is only told that its time is over. */
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
