package dev.talaria.memory.local.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Expands a query with words that the best turns share: a query for a "trip" finds the turn that only says "flight". They rank what the
 * query's own words have found and never find anything alone.
 */
final class Feedback {
    static final int TURNS = 8;
    private static final int TERMS = 15;
    private static final int SHORT = 4;

    /** @param weight grows with the term's frequency in the best turns and its rarity elsewhere */
    record Expansion(int term, double weight) {
    }

    private Feedback() {
    }

    /** @param known the terms of the query, which are not added again */
    static List<Expansion> of(List<Ranked> best, Set<Integer> known, TurnTable turns, Postings postings) {
        Map<Integer, Double> weights = new HashMap<>();
        for (Ranked one : best) {
            double share = one.score() / Math.max(SHORT, turns.length(one.turn()));
            postings.eachTerm(one.turn(), (term, frequency) -> weights.merge(term, share * frequency, Double::sum));
        }
        weights.keySet().removeAll(known);
        List<Expansion> expansions = new ArrayList<>(weights.size());
        weights.forEach((term, weight) ->
                expansions.add(new Expansion(term, weight * FieldScores.idf(postings.size(term), turns.size()))));
        expansions.sort(Comparator.comparingDouble(Expansion::weight).reversed().thenComparingInt(Expansion::term));
        return expansions.subList(0, Math.min(TERMS, expansions.size()));
    }
}
