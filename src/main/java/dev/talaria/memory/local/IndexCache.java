package dev.talaria.memory.local;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.scope.MemoryScope;
import java.util.concurrent.Semaphore;

/** The indexes of the most recently searched scopes, within a bound on their total size. Safe for many threads. */
final class IndexCache {
    private static final int KIB = 1024;
    /** The size of a turn of ordinary length, without its vector. */
    private static final int BYTES_PER_TURN = 400;
    private static final int MIN_TURNS = 1_000;
    /** Reading a large scope occupies a connection and a processor; the rest of both is for searches in scopes already read. */
    private static final int MAX_COLD_READS = 2;

    private final LoadingCache<MemoryScope, IndexedScope> indexes;

    /**
     * @param bytes the approximate heap that all indexes may take; one scope may take half of it, and leaves out its oldest turns beyond
     * that
     */
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

    /** Weighs the index again once it has grown by more than a little, which may evict others. */
    void settle(MemoryScope scope, IndexedScope index) {
        if (index.hasOutgrownItsWeight()) {
            indexes.put(scope, index);
        }
    }

    /** Returns how many scopes have an index. */
    long size() {
        indexes.cleanUp();
        return indexes.estimatedSize();
    }

    /** Returns the approximate heap of all indexes, as they were last weighed. */
    long bytes() {
        return indexes.policy().eviction().flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst()).orElse(0L) * KIB;
    }

    void clear() {
        indexes.invalidateAll();
    }
}
