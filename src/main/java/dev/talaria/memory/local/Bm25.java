package dev.talaria.memory.local;

/** The usual formula, with the usual constants. */
final class Bm25 {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private Bm25() {
    }

    /** @param holders how many of all documents hold the term */
    static double idf(int holders, int documents) {
        return Math.log1p((documents - holders + 0.5) / (holders + 0.5));
    }

    /** @param relativeLength the document's length as a share of the mean one */
    static float weight(double idf, int frequency, double relativeLength) {
        return (float) (idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * relativeLength)));
    }
}
