package dev.talaria.memory.local.index;

/** The BM25 scores of all documents of one granularity, accumulated a term at a time. For one search on one thread. */
final class FieldScores {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final Granularity granularity;
    private final TurnTable turns;
    private final Postings postings;
    private final Tally tally;
    private final float[] scores;
    private float best = Float.MIN_NORMAL;

    /** @param tally for as many numbers as there are turns; the fields of a search share it, since each empties it */
    FieldScores(Granularity granularity, TurnTable turns, Postings postings, Tally tally) {
        this.granularity = granularity;
        this.turns = turns;
        this.postings = postings;
        this.tally = tally;
        this.scores = new float[granularity.documents(turns)];
    }

    void add(int term, double weight) {
        granularity.spread(turns, postings, term, tally);
        double scale = weight * idf(tally.size(), scores.length) * (K1 + 1);
        int[] lengths = granularity.lengths(turns);
        double ofLength = K1 * B / granularity.meanLength(turns);
        for (int i = 0; i < tally.size(); i++) {
            int document = tally.number(i);
            int frequency = tally.take(document);
            double saturation = K1 * (1 - B) + ofLength * lengths[document];
            scores[document] += (float) (scale * frequency / (frequency + saturation));
        }
        tally.clear();
    }

    /** @param holders how many documents contain the term */
    static double idf(int holders, int documents) {
        return Math.log1p((documents - holders + 0.5) / (holders + 0.5));
    }

    /** Includes the scores of turns in the best one. */
    void allow(boolean[] allowed) {
        float most = best;
        for (int i = 0; i < allowed.length; i++) {
            if (allowed[i]) {
                most = Math.max(most, scores[granularity.document(turns, i)]);
            }
        }
        best = most;
    }

    /** Returns the turn's score as a share of the best allowed one, so that scores compare across fields and queries. */
    double share(int turn) {
        return scores[granularity.document(turns, turn)] / best;
    }
}
