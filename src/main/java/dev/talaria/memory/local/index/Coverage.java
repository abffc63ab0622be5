package dev.talaria.memory.local.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Computes how much of a query's words occur in a turn and its neighbours, each word weighted by its rarity. For one search. */
final class Coverage {
    /** In a small scope every word looks common; rarity is computed as if it held at least this many turns. */
    private static final int MIN_TURNS = 200;

    /** A word that the scope lacks counts less: it may be put another way, or in another language. */
    private static final double UNKNOWN = 0.5;

    private final TurnTable turns;
    private final Postings postings;
    private final Map<Integer, Double> weights = new HashMap<>();
    private double whole;

    Coverage(ReadQuery query, TurnTable turns, Postings postings) {
        this.turns = turns;
        this.postings = postings;
        query.terms().forEach((term, share) -> {
            int number = postings.find(term);
            int holders = number < 0 ? 0 : postings.size(number);
            if (number < 0 && share < 1) {
                return;
            }
            double known = number < 0 ? UNKNOWN : 1;
            double weight = known * share * FieldScores.idf(holders, Math.max(MIN_TURNS, turns.size()));
            whole += weight;
            if (number >= 0) {
                weights.put(number, weight);
            }
        });
    }

    /** Returns 0 for none of the words to 1 for all, in the turn alone. */
    double ofIt(int turn) {
        Set<Integer> found = new HashSet<>();
        collect(turn, found);
        return found.stream().mapToDouble(weights::get).sum() / Math.max(whole, Double.MIN_NORMAL);
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
