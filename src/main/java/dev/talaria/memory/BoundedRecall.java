package dev.talaria.memory;

import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import dev.talaria.resilience.CircuitBreaker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a provider on its own threads and waits no longer than a deadline, so that memory can delay a turn but never fail it. A failing
 * provider is still asked each time: how often it tries is up to the provider. Safe for many threads.
 */
public final class BoundedRecall {
    private static final System.Logger LOG = System.getLogger(BoundedRecall.class.getName());

    private final MemoryProvider provider;
    private final ExecutorService executor;
    private final Duration deadline;
    private final CircuitBreaker breaker;
    private final PerLabel<Meters.Durations> recalls;

    /**
     * @param executor bounded; when it is full the recall is degraded at once. The caller closes it
     * @param deadline includes the time in the executor's queue
     */
    public BoundedRecall(MemoryProvider provider, ExecutorService executor, Duration deadline) {
        this(provider, executor, deadline, Meters.NONE);
    }

    /** As {@link #BoundedRecall(MemoryProvider, ExecutorService, Duration)}, with recalls counted. */
    public BoundedRecall(MemoryProvider provider, ExecutorService executor, Duration deadline, Meters meters) {
        this.recalls = new PerLabel<>(labels -> meters.durations(Metric.RECALLS, labels));
        meters.observe(Metric.MEMORY_UP, () -> provider.trouble().isEmpty() ? 1 : 0);
        this.provider = Objects.requireNonNull(provider);
        this.executor = Objects.requireNonNull(executor);
        this.deadline = Objects.requireNonNull(deadline);
        this.breaker = CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG, "memory does not answer: " + provider.description(),
                "memory answers again: " + provider.description()));
    }

    /**
     * Returns what the provider found, or {@link Recall#DEGRADED} if it failed or did not answer in time. Never throws; preserves an
     * interrupt.
     */
    public Recall recall(RecallQuery query) {
        long begun = System.nanoTime();
        Recall found = ask(query);
        recalls.of(found.degraded() ? "degraded" : found.items().isEmpty() ? "empty" : "found").recordSince(begun);
        return found;
    }

    private Recall ask(RecallQuery query) {
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
        if (!found.degraded()) {
            breaker.succeeded();
        }
        return found;
    }

    /** @param why without the failure's message, which may quote text */
    private Recall degraded(String why) {
        breaker.failed(why);
        return Recall.DEGRADED;
    }
}
