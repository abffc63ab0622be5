package dev.talaria.memory.local.semantic;

import java.util.Arrays;

/** The known vectors of an index's turns, by turn number. Not thread-safe: its index guards it. */
public final class VectorColumn {
    /** The overhead of an array and the reference to it. */
    private static final int OVERHEAD = 24;

    private byte[][] vectors = new byte[16][];
    private float[] lengths = new float[16];
    private int count;
    private int dimension;
    private long bytes;

    /** Ignores a vector of another dimension than the others: it comes from another model of the same name. */
    public void put(int turn, byte[] vector) {
        dimension = count == 0 ? vector.length : dimension;
        if (vector.length != dimension || dimension == 0) {
            return;
        }
        if (turn >= vectors.length) {
            int capacity = Math.max(turn + 1, vectors.length + (vectors.length >> 1));
            vectors = Arrays.copyOf(vectors, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        if (vectors[turn] == null) {
            count++;
            bytes += vector.length + OVERHEAD;
        }
        vectors[turn] = vector;
        lengths[turn] = length(vector);
    }

    private static float length(byte[] vector) {
        return (float) Math.sqrt(Packed.product(vector, vector));
    }

    /** Returns how many turns have a vector. */
    public int count() {
        return count;
    }

    /** Returns whether a query's vector is comparable with these. */
    public boolean fits(float[] query) {
        return count > 0 && query.length == dimension;
    }

    /** Returns the cosine of the angle to each turn's vector, {@code NaN} if it has none. */
    public float[] cosines(float[] query, int turns) {
        byte[] packed = Packed.of(query);
        float[] cosines = new float[turns];
        Arrays.fill(cosines, Float.NaN);
        if (packed.length > 0) {
            float length = length(packed);
            for (int turn = 0; turn < Math.min(turns, vectors.length); turn++) {
                if (vectors[turn] != null) {
                    cosines[turn] = Packed.product(packed, vectors[turn]) / (length * lengths[turn]);
                }
            }
        }
        return cosines;
    }

    /** Returns the approximate heap size. */
    public long bytes() {
        return bytes + (long) vectors.length * (Integer.BYTES + Float.BYTES);
    }
}
