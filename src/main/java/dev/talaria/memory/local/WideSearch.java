package dev.talaria.memory.local;

import dev.talaria.memory.Peer;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.scope.MemoryScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Searches a peer's own scope and those that it also reads, one after the other. Scores of different scopes are not comparable, so results
 * are merged by rank. Safe for many threads.
 */
final class WideSearch {
    private final Finder finder;

    /**
     * The results of each scope, the peer's own first.
     *
     * @param rarities of the query's terms, in the scope where each is rarest
     * @param degraded whether results may be missing, because a query was compared by words alone or a further scope was not read in time
     */
    record Found(List<List<Finder.FoundRow>> scopes, Map<String, Double> rarities, boolean degraded) {
        /** Returns all results by rank. */
        List<Finder.FoundRow> merged() {
            return merge(scopes);
        }
    }

    WideSearch(Finder finder) {
        this.finder = finder;
    }

    /**
     * @param query    the query in a scope
     * @param wanted   of the hits in a scope, those whose rows to fetch
     * @param patience for all scopes together
     * @return empty if the time was too short for the peer's own scope
     */
    Optional<Found> find(Peer peer, Function<MemoryScope, IndexQuery> query, UnaryOperator<List<Hit>> wanted, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<Finder.Found> own = finder.find(peer.scope(), query.apply(peer.scope()), wanted, patience);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        List<List<Finder.FoundRow>> scopes = new ArrayList<>(List.of(own.get().foundRows()));
        Map<String, Double> rarities = new HashMap<>(own.get().rarities());
        boolean degraded = own.get().degraded();
        for (MemoryScope also : peer.also()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Finder.Found> found = finder.find(also, query.apply(also), wanted, left);
            found.ifPresent(there -> {
                scopes.add(there.foundRows());
                there.rarities().forEach((term, rarity) -> rarities.merge(term, rarity, Math::max));
            });
            degraded |= found.isEmpty() || found.get().degraded();
        }
        return Optional.of(new Found(scopes, rarities, degraded));
    }

    /** Returns the first of each list, then the second of each, and so on. */
    static <T> List<T> merge(List<List<T>> lists) {
        if (lists.size() == 1) {
            return lists.get(0);
        }
        List<T> merged = new ArrayList<>();
        int most = lists.stream().mapToInt(List::size).max().orElse(0);
        for (int rank = 0; rank < most; rank++) {
            for (List<T> list : lists) {
                if (rank < list.size()) {
                    merged.add(list.get(rank));
                }
            }
        }
        return merged;
    }
}
