package dev.talaria.memory.local.semantic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ApiException;
import dev.talaria.memory.Embedder;
import dev.talaria.text.LogText;
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
 * The vectors of queries, each waited for no longer than a deadline; one that comes later serves the next who asks the same. After some
 * failures in a row nobody waits for a while. Safe for many threads.
 */
final class QueryVectors {
    private static final System.Logger LOG = System.getLogger(QueryVectors.class.getName());
    private static final int MAX_WORDS = 300;
    private static final int KEPT = 1_000;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** Beyond this not even the next who asks would be served. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final Embedder embedder;
    private final ExecutorService threads;
    private final Duration deadline;
    private final Cache<String, float[]> vectors = Caffeine.newBuilder().executor(Runnable::run).maximumSize(KEPT).build();
    @GuardedBy("this")
    private int failures;
    /** Of the last failure; null where the last call went well. */
    @GuardedBy("this")
    private String why;
    @GuardedBy("this")
    private long pausedUntil;

    /** @param threads bounded, with a bounded queue; the caller closes it */
    QueryVectors(Embedder embedder, ExecutorService threads, Duration deadline) {
        this.embedder = embedder;
        this.threads = threads;
        this.deadline = deadline;
    }

    /** Empty where it cannot be had in time. Keeps an interrupt. */
    Optional<float[]> of(String text) {
        float[] known = text.isBlank() ? SemanticSearch.NONE : vectors.getIfPresent(text);
        if (known != null || isPaused()) {
            return Optional.ofNullable(known);
        }
        try {
            float[] made = asked(text).get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            succeeded();
            return Optional.of(made);
        } catch (TimeoutException e) {
            failed("no vector within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            failed(words(e.getCause()));
        } catch (RejectedExecutionException e) {
            failed("no thread is free");
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

    /** A failure as an operator may read it: what an embedder says itself holds no text. */
    static String words(Throwable failure) {
        return failure instanceof ApiException known ? known.getMessage() : failure.getClass().getName();
    }

    /** Why searches go by words alone; empty where the last one did not have to. */
    synchronized Optional<String> trouble() {
        return failures < FAILURES_IN_A_ROW ? Optional.empty() : Optional.of("memory is searched by words alone: " + why);
    }

    private synchronized boolean isPaused() {
        return failures >= FAILURES_IN_A_ROW && System.nanoTime() - pausedUntil < 0;
    }

    private synchronized void succeeded() {
        if (failures >= FAILURES_IN_A_ROW) {
            LOG.log(System.Logger.Level.INFO, () -> "memory is searched by meaning again: " + embedder.description());
        }
        failures = 0;
        why = null;
    }

    private synchronized void failed(String reason) {
        why = reason;
        if (++failures == FAILURES_IN_A_ROW) {
            LOG.log(System.Logger.Level.WARNING, () -> "memory is searched by words alone for now: " + embedder.description() + ": "
                    + LogText.plain(reason, MAX_WORDS));
        }
        pausedUntil = System.nanoTime() + PAUSE.toNanos();
    }
}
