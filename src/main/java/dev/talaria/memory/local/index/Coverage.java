package dev.talaria.memory.local.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Computes how much of a query's words occur in a turn and its neighbours, each word weighted by its rarity. For one search. */
final class Coverage {
    /** In a small scope every word looks common; rarity is computed as if it held at least this many turns. */
    private static final int MIN_TURNS = 200;

    private final TurnTable turns;
    private final Postings postings;
    private final Map<Integer, Double> weights = new HashMap<>();
    private double whole;

    Coverage(ReadQuery query, TurnTable turns, Postings postings) {
        this.turns = turns;
        this.postings = postings;
        for (String term : query.terms()) {
            int number = postings.find(term);
            int holders = number < 0 ? 0 : postings.size(number);
            double weight = FieldScores.idf(holders, Math.max(MIN_TURNS, turns.size()));
            whole += weight;
            if (number >= 0) {
                weights.put(number, weight);
            }
        }
    }

    /** Returns 0 for none of the words to 1 for all. */
    double of(int turn) {
        if (weights.isEmpty()) {
            return 0;
        }
        Set<Integer> found = new HashSet<>();
        collect(turn, found);
        int before = turns.previous(turn);
        int after = turns.next(turn);
        for (int step = 0; step < TurnTable.REACH; step++) {
            if (before >= 0) {
                collect(before, found);
                before = turns.previous(before);
            }
            if (after >= 0) {
                collect(after, found);
                after = turns.next(after);
            }
        }
        return found.stream().mapToDouble(weights::get).sum() / whole;
    }

    private void collect(int turn, Set<Integer> found) {
        postings.eachTerm(turn, (term, frequency) -> {
            if (weights.containsKey(term)) {
                found.add(term);
            }
        });
    }
}
