package dev.talaria.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.RequestScope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Maps a recent idempotency key to the run that it started: the same request again gets the same run, in flight or ended. A failed or
 * cancelled foreground run is forgotten, so that a retry starts a new one; a durable run is kept, because its id has been given out. In
 * memory, bounded; safe for many threads.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX = 4_000;

    /** How long a request waits while another request with its key launches the run; launches are quick. */
    private static final Duration LAUNCH = Duration.ofSeconds(30);

    /** @param run completes with the run, or fails if it could not be launched */
    private record Entry(String fingerprint, CompletableFuture<Run> run) {
    }

    private final Cache<IdempotencyKey, Entry> entries =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX).executor(Runnable::run).build();

    /**
     * Starts a run, or returns the one that this request's key started. While a key's run is being launched, other requests with that key
     * wait for the launch; requests with other keys do not.
     *
     * @param launch called at most once; must be quick; may end other runs
     * @throws dev.talaria.error.ApiException {@code idempotency_key_conflict} if the key came with another body
     */
    public Started start(RequestScope scope, String fingerprint, Supplier<Run> launch) {
        Optional<IdempotencyKey> sent = IdempotencyKey.of(scope);
        if (sent.isEmpty()) {
            return new Started(launch.get(), false);
        }
        IdempotencyKey key = sent.get();
        Entry mine = new Entry(fingerprint, new CompletableFuture<>());
        for (Entry first = enter(key, mine); first != null; first = enter(key, mine)) {
            check(first.fingerprint(), fingerprint);
            Run run = launched(first);
            if (run != null) {
                return new Started(run, true);
            }
        }
        return new Started(launch(key, mine, launch), false);
    }

    /**
     * Returns the entry that holds the key already; null if the key is new. Nothing is launched inside the map, whose locks other keys
     * share.
     */
    private @Nullable Entry enter(IdempotencyKey key, Entry mine) {
        return entries.asMap().putIfAbsent(key, mine);
    }

    private Run launch(IdempotencyKey key, Entry mine, Supplier<Run> launch) {
        Run run;
        try {
            run = launch.get();
        } catch (RuntimeException | Error e) {
            entries.asMap().remove(key, mine);
            mine.run().completeExceptionally(e);
            throw e;
        }
        run.accepted().exceptionally(fault -> {
            entries.asMap().remove(key, mine);
            return null;
        });
        if (!run.head().durable()) {
            run.ending().thenAccept(end -> forgetUnlessCompleted(key, mine, end));
        }
        mine.run().complete(run);
        return run;
    }

    /** Waits for the launch and returns its run; null if it could not be launched. */
    private static @Nullable Run launched(Entry first) {
        try {
            return first.run().get(LAUNCH.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.DRAINING.because("The server is stopping", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a run is still being launched", e);
        }
    }

    /** @throws dev.talaria.error.ApiException {@code idempotency_key_conflict} if the two fingerprints differ */
    public static void check(String first, String now) {
        if (!first.equals(now)) {
            throw ErrorCode.IDEMPOTENCY_KEY_CONFLICT.because("This Idempotency-Key was used with a different request body");
        }
    }

    /** Forgets the keys of these runs, so that the keys start new ones; skips a run that is still being launched. */
    public void forget(Predicate<Run> runs) {
        entries.asMap().values().removeIf(entry -> entry.run().isDone() && !entry.run().isCompletedExceptionally()
                && runs.test(entry.run().join()));
    }

    private void forgetUnlessCompleted(IdempotencyKey key, Entry entry, RunEnded end) {
        if (!(end instanceof RunEnded.RunCompleted)) {
            entries.asMap().remove(key, entry);
        }
    }
}
