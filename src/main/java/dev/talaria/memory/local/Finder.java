package dev.talaria.memory.local;

import dev.talaria.memory.ItemKind;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Searches the indexes and fetches the found rows. Safe for many threads. */
final class Finder {
    private static final System.Logger LOG = System.getLogger(Finder.class.getName());
    /** How often a search may restart because rows of its index were deleted. */
    private static final int MAX_ATTEMPTS = 3;

    private final MemoryStore store;
    private final DrawnStore drawn;
    private final IndexCache indexes;
    private final Snapshots snapshots;
    private final ScopeSteps reading = new ScopeSteps(scope -> !prepare(scope), LOG,
            "loading of a memory was postponed because the threads are busy or the server is stopping",
            "a memory could not be loaded; the next search in it retries");

    /**
     * A search result.
     *
     * @param origin of a fact
     */
    record FoundRow(Row row, Hit hit, DrawnStore.Origin origin) {
        boolean isCurrent() {
            return origin.supersededBy() == null;
        }
    }

    /**
     * Search results, best first.
     *
     * @param rarities the query's terms, rare ones weighing more
     * @param degraded whether results may be missing, because the query was compared by words alone
     */
    record Found(List<FoundRow> foundRows, Map<String, Double> rarities, boolean degraded) {
    }

    /** Shows how many scopes have an index, and their size. */
    void observe(Meters meters) {
        meters.observe(Metric.MEMORY_INDEXES, indexes::size);
        meters.observe(Metric.MEMORY_INDEX_BYTES, indexes::bytes);
    }

    Finder(Database database, SemanticSearch semantic, Languages languages, Snapshots snapshots, long indexBytes) {
        this.snapshots = snapshots;
        this.store = new MemoryStore(database);
        this.drawn = new DrawnStore(database);
        this.indexes = new IndexCache(new ScopeStore(database), store, semantic, languages, snapshots, indexBytes);
    }

    /**
     * Returns the best rows, best first.
     *
     * @param wanted   of the hits, best first, those whose rows to fetch
     * @param patience how long to wait for another thread that reads rows, and to read rows itself
     * @return empty if the time was too short; the scope is then read further in the background
     */
    Optional<Found> find(MemoryScope scope, IndexQuery indexQuery, UnaryOperator<List<Hit>> wanted, Duration patience) {
        IndexedScope index = indexes.of(scope);
        Optional<Found> found = Optional.empty();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<IndexedScope.Found> searched = index.search(indexQuery, patience);
            if (searched.isEmpty()) {
                indexes.settle(scope, index);
                readOn(scope);
                return Optional.empty();
            }
            List<Hit> hits = wanted.apply(searched.get().hits());
            List<FoundRow> foundRows = rows(scope, hits);
            found = Optional.of(new Found(foundRows, searched.get().rarities(), searched.get().degraded()));
            if (foundRows.size() == hits.size()) {
                break;
            }
            index.leaveOut(missing(hits, foundRows));
        }
        indexes.settle(scope, index);
        snapshots.consider(scope, index);
        return found;
    }

    /** Enables background reading: a scope that was too large to be read in time is read further on the executor, a page for each task. */
    void readOn(Executor executor) {
        reading.runOn(executor);
    }

    /** Reads a scope in the background, so that its next search has less to read. */
    void readOn(MemoryScope scope) {
        reading.begin(scope);
    }

    /** Reads one page of a scope; returns whether nothing is left to read. */
    boolean prepare(MemoryScope scope) {
        IndexedScope index = indexes.of(scope);
        boolean done = index.prepare();
        indexes.settle(scope, index);
        if (done) {
            snapshots.consider(scope, index);
        }
        return done;
    }

    private List<FoundRow> rows(MemoryScope scope, List<Hit> hits) {
        Map<Long, Row> rows = store.pick(scope, hits.stream().map(Hit::seq).toList()).stream()
                .collect(Collectors.toMap(row -> row.item().seq(), Function.identity()));
        Map<Long, DrawnStore.Origin> origins = drawn.origins(scope, List.copyOf(rows.values()));
        List<FoundRow> found = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            Row row = rows.get(hit.seq());
            DrawnStore.Origin origin = row == null ? DrawnStore.Origin.NONE : origins.getOrDefault(row.head(), DrawnStore.Origin.NONE);
            // A fact without sources was forgotten between the two reads.
            if (row != null && (row.kind() != ItemKind.FACT || !origin.sources().isEmpty())) {
                found.add(new FoundRow(row, hit, origin));
            }
        }
        return found;
    }

    private static List<Long> missing(List<Hit> hits, List<FoundRow> found) {
        List<Long> missing = new ArrayList<>(hits.stream().map(Hit::seq).toList());
        missing.removeAll(found.stream().map(foundRow -> foundRow.hit().seq()).toList());
        return missing;
    }

    /** Returns how many scopes have an index in memory. */
    long indexedScopes() {
        return indexes.size();
    }

    void clear() {
        indexes.clear();
    }
}
