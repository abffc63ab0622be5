package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.Sought;
import dev.talaria.memory.local.meaning.Meaning;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Searches the indexes and fetches the rows that were found. Safe for many threads. */
final class Finder {
    /** How often a search begins again because rows were taken away that an index still had. */
    private static final int MOST_ATTEMPTS = 3;

    private final MemoryStore store;
    private final IndexCache indexes;
    private final Snapshots snapshots;

    /** Something found. */
    record Find(Row row, Hit hit) {
    }

    Finder(Database database, Meaning meaning, Languages languages, Snapshots snapshots, long indexBytes) {
        this.snapshots = snapshots;
        this.store = new MemoryStore(database);
        this.indexes = new IndexCache(new ScopeStore(database), store, meaning, languages, snapshots, indexBytes);
    }

    /**
     * The best rows, best first.
     *
     * @param patience how long to wait for another thread that is reading rows
     * @return empty where the wait was too long
     */
    Optional<List<Find>> find(MemoryScope scope, Sought sought, Duration patience) {
        IndexedScope index = indexes.of(scope);
        Optional<List<Find>> found = Optional.empty();
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<List<Hit>> hits = index.search(sought, patience);
            if (hits.isEmpty()) {
                return Optional.empty();
            }
            found = Optional.of(rows(scope, hits.get()));
            if (found.get().size() == hits.get().size()) {
                break;
            }
            index.leaveOut(missing(hits.get(), found.get()));
        }
        indexes.settle(scope, index);
        snapshots.consider(scope, index);
        return found;
    }

    /** Reads one page of a scope that is not read yet; whether there is nothing left. */
    boolean prepare(MemoryScope scope) {
        IndexedScope index = indexes.of(scope);
        boolean done = index.prepare();
        indexes.settle(scope, index);
        if (done) {
            snapshots.consider(scope, index);
        }
        return done;
    }

    private List<Find> rows(MemoryScope scope, List<Hit> hits) {
        Map<Long, Row> rows = store.pick(scope, hits.stream().map(Hit::seq).toList()).stream()
                .collect(Collectors.toMap(row -> row.item().seq(), Function.identity()));
        List<Find> found = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            Row row = rows.get(hit.seq());
            if (row != null) {
                found.add(new Find(row, hit));
            }
        }
        return found;
    }

    private static List<Long> missing(List<Hit> hits, List<Find> found) {
        List<Long> missing = new ArrayList<>(hits.stream().map(Hit::seq).toList());
        missing.removeAll(found.stream().map(find -> find.hit().seq()).toList());
        return missing;
    }

    /** How many scopes' indexes are in memory. */
    long indexedScopes() {
        return indexes.size();
    }

    void clear() {
        indexes.clear();
    }
}
