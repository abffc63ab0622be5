package dev.talaria.memory.local.index;

import java.util.Arrays;

/**
 * Scores how close turns are to a query in meaning. The size of an angle means different things in different models, so each is compared to
 * the average of the scope's turns. For one search.
 */
final class SemanticScores {
    /** How many turns of a session define its meaning. */
    private static final int BEST_OF_SESSION = 3;
    /** In a small scope the average is unreliable; it includes this many imaginary turns, unrelated to anything. */
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

    /** Returns the mean of each session's best cosines. */
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

    /** Returns the largest values of the array and one more, in ascending order; as many as the array holds. */
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

    /** Includes the turn in the best score. */
    void allow(int turn) {
        if (cosines[turn] > best) {
            best = cosines[turn];
        }
    }

    /** Returns about 0 for an average turn to 1 for the best allowed one; 0 if the score or the turn is unknown. */
    double share(int turn) {
        return turn < 0 ? 0 : share(cosines[turn]);
    }

    double shareOfSession(int turn) {
        return share(sessions[turns.sessionOf(turn)]);
    }

    private double share(float cosine) {
        return Float.isNaN(cosine) ? 0 : (cosine - mean) / (best - mean);
    }

    /**
     * Returns how much of the distance from an unrelated turn to the query itself is covered; below 0 for a more distant turn, 0 if
     * unknown.
     */
    double of(int turn) {
        return Float.isNaN(cosines[turn]) ? 0 : (cosines[turn] - mean) / (1 - mean);
    }
}
