package dev.talaria.memory.local.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the best of the offered turns: a heap with the worst on top. Of two equal turns the later one is better. For one thread. */
final class TopTurns {
    private final int[] turns;
    private final double[] scores;
    private int size;

    TopTurns(int limit) {
        this.turns = new int[limit];
        this.scores = new double[limit];
    }

    void offer(int turn, double score) {
        if (size < turns.length) {
            turns[size] = turn;
            scores[size] = score;
            rise(size++);
        } else if (size > 0 && isWorse(turns[0], scores[0], turn, score)) {
            turns[0] = turn;
            scores[0] = score;
            sink();
        }
    }

    /** Removes and returns all turns, best first. */
    List<Ranked> drain() {
        List<Ranked> ranked = new ArrayList<>(size);
        while (size > 0) {
            ranked.add(new Ranked(turns[0], scores[0]));
            size--;
            turns[0] = turns[size];
            scores[0] = scores[size];
            sink();
        }
        Collections.reverse(ranked);
        return ranked;
    }

    private void rise(int from) {
        int at = from;
        while (at > 0 && isWorse(at, (at - 1) / 2)) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void sink() {
        int at = 0;
        while (true) {
            int worst = at;
            for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
                worst = isWorse(child, worst) ? child : worst;
            }
            if (worst == at) {
                return;
            }
            swap(at, worst);
            at = worst;
        }
    }

    private boolean isWorse(int one, int other) {
        return isWorse(turns[one], scores[one], turns[other], scores[other]);
    }

    private static boolean isWorse(int turn, double score, int otherTurn, double otherScore) {
        return score < otherScore || score == otherScore && turn < otherTurn;
    }

    private void swap(int one, int other) {
        int turn = turns[one];
        double score = scores[one];
        turns[one] = turns[other];
        scores[one] = scores[other];
        turns[other] = turn;
        scores[other] = score;
    }
}
