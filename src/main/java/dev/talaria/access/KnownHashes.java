package dev.talaria.access;

import dev.talaria.error.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/**
 * The hashes of all keys in the store, read by at most one query every few seconds, so that wrong keys cause no further queries. Blocks for
 * the database; safe for many threads, which share one query.
 */
final class KnownHashes {
    /** @param failure the exception of the query; null if it succeeded */
    private record Snapshot(long generation, Instant until, Set<String> hashes, ApiException failure) {
    }

    private final KeyStore store;
    private final Clock clock;
    private volatile Snapshot snapshot;

    KnownHashes(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws ApiException {@code database_unavailable}; repeated without another query until the snapshot expires */
    boolean contains(String hash) {
        return hashes().contains(hash);
    }

    /** @throws ApiException as {@link #contains} */
    boolean isEmpty() {
        return hashes().isEmpty();
    }

    private Set<String> hashes() {
        Snapshot current = snapshot;
        if (!isCurrent(current)) {
            current = read();
        }
        if (current.failure() != null) {
            throw current.failure();
        }
        return current.hashes();
    }

    private synchronized Snapshot read() {
        if (!isCurrent(snapshot)) {
            long generation = store.generation();
            Set<String> hashes = Set.of();
            ApiException failure = null;
            try {
                hashes = store.hashes();
            } catch (ApiException e) {
                failure = e;
            }
            snapshot = new Snapshot(generation, clock.instant().plus(KeyCache.KEPT), hashes, failure);
        }
        return snapshot;
    }

    private boolean isCurrent(Snapshot read) {
        return read != null && read.generation() == store.generation() && clock.instant().isBefore(read.until());
    }
}
