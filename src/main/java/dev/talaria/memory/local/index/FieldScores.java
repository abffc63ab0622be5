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

    FieldScores(Granularity granularity, TurnTable turns, Postings postings) {
        this.granularity = granularity;
        this.turns = turns;
        this.postings = postings;
        this.tally = new Tally(granularity.documents(turns));
        this.scores = new float[granularity.documents(turns)];
    }

    void add(int term, double weight) {
        postings.eachTurn(term, (turn, frequency) -> granularity.spread(turns, turn, frequency, tally));
        double scale = weight * idf(tally.size(), scores.length) * (K1 + 1);
        tally.drain((document, frequency) -> {
            double saturation = K1 * (1 - B + B * granularity.relativeLength(turns, document));
            scores[document] += (float) (scale * frequency / (frequency + saturation));
        });
    }

    /** @param holders how many documents contain the term */
    static double idf(int holders, int documents) {
        return Math.log1p((documents - holders + 0.5) / (holders + 0.5));
    }

    /** Includes the turn's score in the best one. */
    void allow(int turn) {
        best = Math.max(best, scores[granularity.document(turns, turn)]);
    }

    /** Returns the turn's score as a share of the best allowed one, so that scores compare across fields and queries. */
    double share(int turn) {
        return scores[granularity.document(turns, turn)] / best;
    }
}
