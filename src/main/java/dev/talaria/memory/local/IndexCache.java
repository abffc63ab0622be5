package dev.talaria.memory.local;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.scope.MemoryScope;
import java.util.concurrent.Semaphore;

/** The indexes of the scopes that were searched last, as many as fit the bound together. Safe for many threads. */
final class IndexCache {
    private static final int KIB = 1024;
    /** What a turn of ordinary length takes, without its vector. */
    private static final int BYTES_PER_TURN = 400;
    private static final int MIN_TURNS = 1_000;
    /** Reading a large scope takes a connection and a processor; the rest of both is for those who find theirs read. */
    private static final int MAX_COLD_READS = 2;

    private final LoadingCache<MemoryScope, IndexedScope> indexes;

    /** @param bytes how much heap all indexes may take, about; one scope gets half of it and leaves its oldest turns out beyond that */
    IndexCache(ScopeStore scopes, MemoryStore store, SemanticSearch semantic, Languages languages, Snapshots snapshots, long bytes) {
        int bytesPerTurn = BYTES_PER_TURN + semantic.bytesPerTurn();
        int mostTurns = (int) Math.min(Integer.MAX_VALUE / 4, Math.max(MIN_TURNS, bytes / 2 / bytesPerTurn));
        Semaphore coldReads = new Semaphore(MAX_COLD_READS, true);
        this.indexes = Caffeine.newBuilder().executor(Runnable::run).maximumWeight(Math.max(1, bytes / KIB))
                .weigher((MemoryScope scope, IndexedScope index) -> (int) Math.min(Integer.MAX_VALUE, index.weigh() / KIB + 1))
                .build(scope -> new IndexedScope(scope, scopes, store, semantic, languages.of(scope.tenant()), snapshots,
                        coldReads, mostTurns));
    }

    IndexedScope of(MemoryScope scope) {
        return indexes.get(scope);
    }

    /** Counts the index anew, and drops others for it, once it has grown by more than a little. */
    void settle(MemoryScope scope, IndexedScope index) {
        if (index.hasOutgrownItsWeight()) {
            indexes.put(scope, index);
        }
    }

    /** How many scopes are held. */
    long size() {
        indexes.cleanUp();
        return indexes.estimatedSize();
    }

    void clear() {
        indexes.invalidateAll();
    }
}
