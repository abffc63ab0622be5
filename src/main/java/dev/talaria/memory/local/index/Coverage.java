package dev.talaria.memory.local.index;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Computes how much of a query's words occur in a turn and its neighbours, each word weighted by its rarity. For one search. */
final class Coverage {
    /** In a small scope every word looks common; rarity is computed as if it held at least this many turns. */
    private static final int MIN_TURNS = 200;

    /** A word that the scope lacks counts less: it may be put another way, or in another language. */
    private static final double UNKNOWN = 0.5;

    private final TurnTable turns;
    private final Postings postings;
    /** The terms in ascending order, with the weight of each, and the last question for which each was found. */
    private final int[] terms;
    private final double[] weights;
    private final int[] found;
    private int question;
    private double whole;

    Coverage(ReadQuery query, TurnTable turns, Postings postings) {
        this.turns = turns;
        this.postings = postings;
        Map<Integer, Double> known = new TreeMap<>();
        query.terms().forEach((term, share) -> {
            int number = postings.find(term);
            int holders = number < 0 ? 0 : postings.size(number);
            if (number < 0 && share < 1) {
                return;
            }
            double weight = (number < 0 ? UNKNOWN : 1) * share * FieldScores.idf(holders, Math.max(MIN_TURNS, turns.size()));
            whole += weight;
            if (number >= 0) {
                known.put(number, weight);
            }
        });
        this.terms = known.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.weights = known.values().stream().mapToDouble(Double::doubleValue).toArray();
        this.found = new int[terms.length];
    }

    /** Returns 0 for none of the words to 1 for all, in the turn alone. */
    double ofIt(int turn) {
        question++;
        collect(turn);
        return share();
    }

    /** Returns 0 for none of the words to 1 for all. */
    double of(int turn) {
        question++;
        collect(turn);
        int before = turns.previous(turn);
        int after = turns.next(turn);
        for (int step = 0; step < TurnTable.REACH; step++) {
            if (before >= 0) {
                collect(before);
                before = turns.previous(before);
            }
            if (after >= 0) {
                collect(after);
                after = turns.next(after);
            }
        }
        return share();
    }

    private void collect(int turn) {
        postings.eachTerm(turn, (term, frequency) -> {
            int place = Arrays.binarySearch(terms, term);
            if (place >= 0) {
                found[place] = question;
            }
        });
    }

    /** Adds in the order of the terms, so that equal texts give equal sums. */
    private double share() {
        double sum = 0;
        for (int place = 0; place < found.length; place++) {
            sum += found[place] == question ? weights[place] : 0;
        }
        return sum / Math.max(whole, Double.MIN_NORMAL);
    }
}
