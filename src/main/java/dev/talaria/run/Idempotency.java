package dev.talaria.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.RequestScope;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Which run an idempotency key has started in the last minutes: the same request again gets the same run, in flight or ended.
 * A run that failed or was cancelled is forgotten, so that trying again does try again. In memory, bounded; safe for many threads.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 4_000;

    private record Key(String tenant, String apiKey, String memoryScope, String owner, String session, String key) {
        static Key of(RequestScope scope, String key) {
            String memory = scope.memoryScope().map(m -> m.id()).orElse("");
            String session = scope.session().derived() ? "" : scope.session().id();
            return new Key(scope.caller().tenant(), scope.caller().apiKey(), memory, scope.session().owner(), session, key);
        }
    }

    private record Entry(String fingerprint, Run run) {
    }

    private final Cache<Key, Entry> entries =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST).executor(Runnable::run).build();

    /**
     * Starts a run, or finds the one that this request's key started.
     *
     * @param launch called at most once, must be quick
     * @throws dev.talaria.error.ApiException {@code idempotency_key_conflict} where the key came with another body
     */
    public Started start(RequestScope scope, String fingerprint, Supplier<Run> launch) {
        if (scope.idempotency().isEmpty()) {
            return new Started(launch.get(), false);
        }
        Key key = Key.of(scope, scope.idempotency().get());
        boolean[] fresh = new boolean[1];
        Entry entry = entries.get(key, k -> {
            fresh[0] = true;
            return new Entry(fingerprint, launch.get());
        });
        if (!entry.fingerprint().equals(fingerprint)) {
            throw ErrorCode.IDEMPOTENCY_KEY_CONFLICT.because("This Idempotency-Key was used with a different request body");
        }
        if (fresh[0]) {
            entry.run().outcome().thenAccept(end -> forgetUnlessCompleted(key, entry, end));
        }
        return new Started(entry.run(), !fresh[0]);
    }

    private void forgetUnlessCompleted(Key key, Entry entry, RunEnded end) {
        if (!(end instanceof RunEnded.RunCompleted)) {
            entries.asMap().remove(key, entry);
        }
    }
}
