package dev.talaria.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.RequestScope;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which run an idempotency key has started in the last minutes: the same request again gets the same run, in flight or ended.
 * A foreground run that failed or was cancelled is forgotten, so that trying again does try again; the name of a durable one has been
 * given out. In memory, bounded; safe for many threads.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 4_000;

    private record Entry(String fingerprint, Run run) {
    }

    private final Cache<IdempotencyKey, Entry> entries =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).executor(Runnable::run).build();

    /**
     * Starts a run, or finds the one that this request's key started.
     *
     * @param launch called at most once, must be quick
     * @throws dev.talaria.error.ApiException {@code idempotency_key_conflict} where the key came with another body
     */
    public Started start(RequestScope scope, String fingerprint, Supplier<Run> launch) {
        Optional<IdempotencyKey> sent = IdempotencyKey.of(scope);
        if (sent.isEmpty()) {
            return new Started(launch.get(), false);
        }
        IdempotencyKey key = sent.get();
        boolean[] fresh = new boolean[1];
        Entry entry = entries.get(key, k -> {
            fresh[0] = true;
            return new Entry(fingerprint, launch.get());
        });
        check(entry.fingerprint(), fingerprint);
        if (fresh[0]) {
            entry.run().accepted().exceptionally(fault -> {
                entries.asMap().remove(key, entry);
                return null;
            });
        }
        if (fresh[0] && !entry.run().head().durable()) {
            entry.run().ending().thenAccept(end -> forgetUnlessCompleted(key, entry, end));
        }
        return new Started(entry.run(), !fresh[0]);
    }

    /** @throws dev.talaria.error.ApiException {@code idempotency_key_conflict} where the two differ */
    public static void check(String first, String now) {
        if (!first.equals(now)) {
            throw ErrorCode.IDEMPOTENCY_KEY_CONFLICT.because("This Idempotency-Key was used with a different request body");
        }
    }

    private void forgetUnlessCompleted(IdempotencyKey key, Entry entry, RunEnded end) {
        if (!(end instanceof RunEnded.RunCompleted)) {
            entries.asMap().remove(key, entry);
        }
    }
}
