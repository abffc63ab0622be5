package dev.talaria.memory;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks a provider on threads of its own and waits no longer than a deadline, so that memory can slow a turn but never fail it.
 * Safe for many threads.
 */
public final class BoundedRecall {
    private static final System.Logger LOG = System.getLogger(BoundedRecall.class.getName());

    private final MemoryProvider provider;
    private final ExecutorService executor;
    private final Duration deadline;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * @param executor bounded; one that is full answers at once with a degraded recall. The caller closes it
     * @param deadline includes the time in the executor's queue
     */
    public BoundedRecall(MemoryProvider provider, ExecutorService executor, Duration deadline) {
        this.provider = Objects.requireNonNull(provider);
        this.executor = Objects.requireNonNull(executor);
        this.deadline = Objects.requireNonNull(deadline);
    }

    /** What the provider found, or {@link Recall#DEGRADED} when it did not answer in time or at all. Never throws; keeps an interrupt. */
    public Recall recall(RecallQuery query) {
        Future<Recall> asked;
        try {
            asked = executor.submit(() -> provider.recall(query));
        } catch (RejectedExecutionException e) {
            return degraded("no thread is free");
        }
        return await(asked);
    }

    private Recall await(Future<Recall> asked) {
        try {
            Recall found = asked.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return found == null ? degraded("no answer was given") : noted(found);
        } catch (TimeoutException e) {
            asked.cancel(provider.interruptible());
            return degraded("no answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            return degraded(e.getCause().getClass().getName());
        } catch (InterruptedException e) {
            asked.cancel(provider.interruptible());
            Thread.currentThread().interrupt();
            return Recall.DEGRADED;
        }
    }

    private Recall noted(Recall found) {
        if (failing.get() && !found.degraded() && failing.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, () -> "memory answers again: " + provider.description());
        }
        return found;
    }

    /** Says the first failure only: an outage is one line. The cause's message may quote text, so it stays out. */
    private Recall degraded(String why) {
        if (failing.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, () -> "memory does not answer: " + provider.description() + ": " + why);
        }
        return Recall.DEGRADED;
    }
}
