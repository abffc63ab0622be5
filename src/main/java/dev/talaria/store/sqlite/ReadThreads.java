package dev.talaria.store.sqlite;

import dev.talaria.error.ErrorCode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Moves the disk reads of virtual threads to platform threads: native code would pin their carriers, of which there are as many as
 * processors, and block all other virtual threads. Platform threads read directly. Safe for many threads.
 */
final class ReadThreads {
    private static final Duration WAIT = Duration.ofSeconds(30);
    /** Null without virtual threads. The API is newer than the byte code. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private final Executor threads;

    /** @param threads bounded platform threads */
    ReadThreads(Executor threads) {
        this.threads = threads;
    }

    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    private static boolean onVirtualThread() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns or throws what the work does. An interrupt does not end the wait: a query does not take long. */
    <T> T call(Supplier<T> work) {
        return onVirtualThread() ? handOver(work) : work.get();
    }

    <T> T handOver(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(answer, work));
        } catch (RejectedExecutionException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("Too many queries are waiting for the database", e);
        }
        return await(answer);
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> work) {
        try {
            answer.complete(work.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        long deadline = System.nanoTime() + WAIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The database did not answer in time", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
