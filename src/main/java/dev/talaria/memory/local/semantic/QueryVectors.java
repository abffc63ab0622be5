package dev.talaria.memory.local.semantic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ApiException;
import dev.talaria.memory.Embedder;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The vectors of queries, each awaited no longer than a deadline; a late one serves the next query of the same text. After some failures in
 * a row, queries do not wait for a while. Safe for many threads.
 */
final class QueryVectors {
    private static final System.Logger LOG = System.getLogger(QueryVectors.class.getName());
    private static final int KEPT = 1_000;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final BackOff PAUSE = BackOff.always(Duration.ofSeconds(10));
    /** A later vector is of no use even to the next query. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final Embedder embedder;
    private final ExecutorService threads;
    private final Duration deadline;
    private final Cache<String, float[]> vectors = Caffeine.newBuilder().executor(Runnable::run).maximumSize(KEPT).build();
    private final CircuitBreaker breaker;

    /** @param threads bounded, with a bounded queue; the caller closes it */
    QueryVectors(Embedder embedder, ExecutorService threads, Duration deadline) {
        this.embedder = embedder;
        this.threads = threads;
        this.deadline = deadline;
        this.breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, "memory is searched by words alone for now: "
                + embedder.description(), "memory is searched by meaning again: " + embedder.description()), FAILURES_IN_A_ROW, PAUSE);
    }

    /** Returns the vector; empty if it was not ready in time. Preserves an interrupt. */
    Optional<float[]> of(String text) {
        float[] known = text.isBlank() ? SemanticSearch.NONE : vectors.getIfPresent(text);
        if (known != null || !breaker.tryAcquire()) {
            return Optional.ofNullable(known);
        }
        try {
            float[] made = asked(text).get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            breaker.succeeded();
            return Optional.of(made);
        } catch (TimeoutException e) {
            breaker.failed("no vector within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            breaker.failed(words(e.getCause()));
        } catch (RejectedExecutionException e) {
            breaker.failed("no thread is free");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private Future<float[]> asked(String text) {
        return threads.submit(() -> {
            float[] made = embedder.embed(List.of(text), LATEST).get(0);
            vectors.put(text, made);
            return made;
        });
    }

    /** Returns a failure as an operator may read it: an embedder's own messages contain no text. */
    static String words(Throwable failure) {
        return failure instanceof ApiException known ? known.getMessage() : failure.getClass().getName();
    }

    /** Returns why searches go by words alone; empty if they do not. */
    Optional<String> trouble() {
        return breaker.trouble().map(why -> "memory is searched by words alone: " + why);
    }
}
