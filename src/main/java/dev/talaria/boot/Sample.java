package dev.talaria.boot;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A value that may be slow to read, or fail. One that hangs is not read again meanwhile, so it occupies one thread however often it is
 * asked for. Safe for many threads.
 */
final class Sample<T> {
    private final Supplier<T> source;
    private final Executor executor;
    private CompletableFuture<T> reading = CompletableFuture.failedFuture(new IllegalStateException("not read yet"));

    /** @param executor runs one task for this value at most */
    Sample(Supplier<T> source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    /** Begins to read the value. */
    synchronized void ask() {
        if (reading.isDone()) {
            try {
                reading = CompletableFuture.supplyAsync(source, executor);
            } catch (RejectedExecutionException e) {
                reading = CompletableFuture.failedFuture(e);
            }
        }
    }

    /** Waits for the value that was asked for, until this moment of {@link System#nanoTime()} at most. */
    void await(long until) {
        try {
            current().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // There is no value then.
        }
    }

    /** Returns the value; empty if it is not known, because it is still read or could not be. */
    Optional<T> last() {
        CompletableFuture<T> now = current();
        return now.isDone() && !now.isCompletedExceptionally() ? Optional.of(now.join()) : Optional.empty();
    }

    private synchronized CompletableFuture<T> current() {
        return reading;
    }
}
