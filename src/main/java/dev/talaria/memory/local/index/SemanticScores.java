package dev.talaria.memory.local.index;

import java.util.Arrays;

/**
 * How near turns are to a query in meaning. What an angle means differs from model to model, so each is measured against what the scope's
 * turns are on average. For one search.
 */
final class SemanticScores {
    /** How many turns of a session tell what it is about. */
    private static final int BEST_OF_SESSION = 3;
    /** In a small scope the average of the turns tells little; these many imagined ones, unrelated to anything, stand beside them. */
    private static final int IMAGINED = 20;
    private static final double UNRELATED = 0.1;

    private final TurnTable turns;
    private final float[] cosines;
    private final double mean;
    private final float[] sessions;
    private double best;

    SemanticScores(TurnTable turns, float[] cosines) {
        this.turns = turns;
        this.cosines = cosines;
        double sum = IMAGINED * UNRELATED;
        int count = IMAGINED;
        for (float cosine : cosines) {
            if (!Float.isNaN(cosine)) {
                sum += cosine;
                count++;
            }
        }
        this.mean = sum / count;
        this.best = mean + Float.MIN_NORMAL;
        this.sessions = sessions();
    }

    /** The mean of each session's best cosines. */
    private float[] sessions() {
        float[][] best = new float[turns.sessionCount()][];
        for (int turn = 0; turn < cosines.length; turn++) {
            if (!Float.isNaN(cosines[turn])) {
                int session = turns.sessionOf(turn);
                best[session] = with(best[session], cosines[turn]);
            }
        }
        float[] means = new float[best.length];
        for (int session = 0; session < means.length; session++) {
            means[session] = best[session] == null ? Float.NaN : mean(best[session]);
        }
        return means;
    }

    /** The largest so many of what there is and one more, in ascending order. */
    private static float[] with(float[] best, float one) {
        int size = best == null ? 0 : best.length;
        if (size == BEST_OF_SESSION && one <= best[0]) {
            return best;
        }
        float[] more = size == BEST_OF_SESSION ? best : best == null ? new float[1] : Arrays.copyOf(best, size + 1);
        int place = size == BEST_OF_SESSION ? 0 : size;
        more[place] = one;
        Arrays.sort(more);
        return more;
    }

    private static float mean(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return (float) (sum / numbers.length);
    }

    /** Lets the turn take part in what counts as the best. */
    void allow(int turn) {
        if (cosines[turn] > best) {
            best = cosines[turn];
        }
    }

    /** From about 0 for what is as near as any to 1 for the best one allowed; 0 where it is not known, as for no turn. */
    double share(int turn) {
        return turn < 0 ? 0 : share(cosines[turn]);
    }

    double shareOfSession(int turn) {
        return share(sessions[turns.sessionOf(turn)]);
    }

    private double share(float cosine) {
        return Float.isNaN(cosine) ? 0 : (cosine - mean) / (best - mean);
    }

    /** How much of the way from an unrelated turn to the query itself; below 0 for what is farther, 0 where it is not known. */
    double of(int turn) {
        return Float.isNaN(cosines[turn]) ? 0 : (cosines[turn] - mean) / (1 - mean);
    }
}
