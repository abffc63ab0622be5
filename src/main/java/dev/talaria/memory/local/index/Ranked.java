package dev.talaria.memory.local.index;

import java.util.PriorityQueue;

/** A turn found, by its number in the index. Ordered from the worst to the best; of two equal ones the later turn is better. */
record Ranked(int turn, double score) implements Comparable<Ranked> {
    @Override
    public int compareTo(Ranked other) {
        int byScore = Double.compare(score, other.score);
        return byScore == 0 ? Integer.compare(turn, other.turn) : byScore;
    }

    /** Adds a turn to the best of those offered, of which no more than a number are kept. */
    static void offer(PriorityQueue<Ranked> best, int limit, int turn, double score) {
        if (best.size() >= limit) {
            Ranked worst = best.peek();
            if (worst == null || score < worst.score || score == worst.score && turn < worst.turn) {
                return;
            }
            best.poll();
        }
        best.add(new Ranked(turn, score));
    }
}
