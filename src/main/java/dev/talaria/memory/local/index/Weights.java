package dev.talaria.memory.local.index;

import java.util.EnumMap;
import java.util.Map;

/**
 * The weight of each {@link Sign}; all are soft, none is a filter. Two regimes, of people who chat in short lines and of an assistant that
 * answers at length, are weighed by the mean length of the scope's turns.
 */
final class Weights {
    /** Up to this mean length, in terms, the weights for short lines count alone; from the other one, those for long turns. */
    private static final double SHORT_LINES = 15;
    private static final double LONG_TURNS = 45;
    private static final int SIGNS = Sign.values().length;

    private static final Weights SHORT_OF_WORDS = new Weights(0.04, 1, Map.ofEntries(
            Map.entry(Sign.TURN, 0.35), Map.entry(Sign.PAIR, 0.86), Map.entry(Sign.WINDOW, 0.89), Map.entry(Sign.SESSION, 0.51),
            Map.entry(Sign.FEEDBACK, 0.66), Map.entry(Sign.COVERED, 0.13), Map.entry(Sign.DATE, 1.39), Map.entry(Sign.SPEAKER, 0.93),
            Map.entry(Sign.USER, 0.3), Map.entry(Sign.SELF, 0.4), Map.entry(Sign.LENGTH, 0.2), Map.entry(Sign.LONG, 0.2),
            Map.entry(Sign.QUESTION, -0.35), Map.entry(Sign.ANSWER, 0.29), Map.entry(Sign.TIME, 0.57), Map.entry(Sign.NUMBER, 0.55),
            Map.entry(Sign.DETAIL, 0.07)));
    private static final Weights LONG_OF_WORDS = new Weights(0, 0.25, Map.ofEntries(
            Map.entry(Sign.TURN, 2.2), Map.entry(Sign.PAIR, 0.1), Map.entry(Sign.WINDOW, 0.5), Map.entry(Sign.SESSION, 0.15),
            Map.entry(Sign.FEEDBACK, 0.55), Map.entry(Sign.COVERED, 0.65), Map.entry(Sign.DATE, 0.35), Map.entry(Sign.USER, 0.65),
            Map.entry(Sign.SELF, 0.4), Map.entry(Sign.LENGTH, -0.35), Map.entry(Sign.LONG, -0.3), Map.entry(Sign.ANSWER, -0.15),
            Map.entry(Sign.TIME, 0.2), Map.entry(Sign.NUMBER, 0.75), Map.entry(Sign.STANDING, 1.0), Map.entry(Sign.DETAIL, 0.15)));
    private static final Weights SHORT_WITH_MEANING = new Weights(0.08, 1, Map.ofEntries(
            Map.entry(Sign.PAIR, 0.8), Map.entry(Sign.WINDOW, 0.73), Map.entry(Sign.SESSION, 0.32), Map.entry(Sign.FEEDBACK, 0.48),
            Map.entry(Sign.COVERED, 0.07), Map.entry(Sign.DATE, 1.08), Map.entry(Sign.SPEAKER, 0.52), Map.entry(Sign.USER, 0.3),
            Map.entry(Sign.SELF, 0.2), Map.entry(Sign.LENGTH, 0.21), Map.entry(Sign.LONG, 0.21), Map.entry(Sign.QUESTION, -0.47),
            Map.entry(Sign.ANSWER, 0.16), Map.entry(Sign.TIME, 0.42), Map.entry(Sign.NUMBER, 0.24), Map.entry(Sign.DETAIL, 0.15),
            Map.entry(Sign.MEANING, 0.94), Map.entry(Sign.MEANING_BEFORE, 0.19), Map.entry(Sign.MEANING_AFTER, 0.18),
            Map.entry(Sign.MEANING_SESSION, 0.38)));
    private static final Weights LONG_WITH_MEANING = new Weights(0, 0.25, Map.ofEntries(
            Map.entry(Sign.TURN, 1.8), Map.entry(Sign.PAIR, 0.25), Map.entry(Sign.WINDOW, 0.4), Map.entry(Sign.SESSION, 0.2),
            Map.entry(Sign.FEEDBACK, 0.5), Map.entry(Sign.COVERED, 0.35), Map.entry(Sign.DATE, 0.2), Map.entry(Sign.USER, 0.7),
            Map.entry(Sign.SELF, 0.4), Map.entry(Sign.LENGTH, -0.25), Map.entry(Sign.LONG, -0.1), Map.entry(Sign.QUESTION, 0.2),
            Map.entry(Sign.NUMBER, 0.8), Map.entry(Sign.STANDING, 0.9), Map.entry(Sign.DETAIL, 0.2), Map.entry(Sign.MEANING, 1.1),
            Map.entry(Sign.MEANING_AFTER, 0.25), Map.entry(Sign.MEANING_SESSION, 0.15)));

    private final double repeat;
    private final double asking;
    private final double[] bySign;

    private Weights(double repeat, double asking, double[] bySign) {
        this.repeat = repeat;
        this.asking = asking;
        this.bySign = bySign;
    }

    private Weights(double repeat, double asking, Map<Sign, Double> bySign) {
        this(repeat, asking, new double[SIGNS]);
        new EnumMap<>(bySign).forEach((sign, weight) -> this.bySign[sign.place()] = weight);
    }

    /**
     * @param meaning    whether meanings are compared
     * @param meanLength the mean number of terms of a turn
     */
    static Weights of(boolean meaning, double meanLength) {
        double share = Math.log(meanLength / SHORT_LINES) / Math.log(LONG_TURNS / SHORT_LINES);
        return meaning ? between(SHORT_WITH_MEANING, LONG_WITH_MEANING, share) : between(SHORT_OF_WORDS, LONG_OF_WORDS, share);
    }

    private static Weights between(Weights lower, Weights upper, double share) {
        double bounded = Math.max(0, Math.min(1, share));
        double[] weights = new double[SIGNS];
        for (int i = 0; i < SIGNS; i++) {
            weights[i] = (1 - bounded) * lower.bySign[i] + bounded * upper.bySign[i];
        }
        return new Weights((1 - bounded) * lower.repeat + bounded * upper.repeat, (1 - bounded) * lower.asking + bounded * upper.asking,
                weights);
    }

    double of(Sign sign) {
        return bySign[sign.place()];
    }

    /** Returns what each better turn of the same session subtracts, because the answer may be spread over several. */
    double repeat() {
        return repeat;
    }

    /** Returns the weight of a query's words that ask, whatever the question is about. */
    double asking() {
        return asking;
    }

    /** Returns the weighted sum of a turn's signs, given by their places. */
    double sum(double[] signs) {
        double sum = 0;
        for (int i = 0; i < SIGNS; i++) {
            sum += bySign[i] * signs[i];
        }
        return sum;
    }
}
