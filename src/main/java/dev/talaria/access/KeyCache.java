package dev.talaria.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Caches the store's keys for a few seconds, unknown hashes included. A change made on this node takes effect at once, one made on another
 * node within those seconds. Safe for many threads.
 */
final class KeyCache {
    static final Duration KEPT = Duration.ofSeconds(3);
    private static final int MAX = 10_000;

    private record Cached(long generation, Instant until, Optional<KeyStore.KeyMatch> keyMatchs) {
    }

    private final KeyStore store;
    private final KnownHashes known;
    private final Clock clock;
    private final Cache<String, Cached> entries = Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();

    KeyCache(KeyStore store, Clock clock) {
        this.store = store;
        this.known = new KnownHashes(store, clock);
        this.clock = clock;
    }

    /** Returns the valid key of a hash. Blocks for the database if the hash was not looked up lately. */
    Optional<ApiKey> match(String hash) {
        Instant now = clock.instant();
        long generation = store.generation();
        Cached cached = entries.getIfPresent(hash);
        if (cached == null || cached.generation() != generation || !now.isBefore(cached.until())) {
            cached = new Cached(generation, now.plus(KEPT), store.keyMatchs(hash));
            entries.put(hash, cached);
        }
        return cached.keyMatchs().filter(keyMatch -> keyMatch.validAt(now)).map(KeyStore.KeyMatch::key);
    }

    /** As {@link #match}, without a query for a hash that no key has. */
    Optional<ApiKey> matchKnown(String hash) {
        return known.contains(hash) ? match(hash) : Optional.empty();
    }

    /** Returns whether the store has no key, at the cost of {@link #matchKnown}. */
    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Returns the key from the store, not from the cache. Blocks for the database. */
    Optional<ApiKey> named(String tenant, String name) {
        return store.list(new Tenant(tenant)).stream().flatMap(row -> row.key().stream()).map(StoredKey::key)
                .filter(key -> key.isNamed(tenant, name)).findFirst();
    }
}
