package dev.talaria.memory;

import java.time.Duration;
import java.util.List;

/** Turns texts into vectors: the closer two texts are in meaning, the smaller the angle between their vectors. Safe for many threads. */
public interface Embedder extends AutoCloseable {

    /** Returns a name for everything that determines the vectors: vectors of different names are not comparable. */
    String model();

    /** Returns the length of a vector; a guess until the first vector is computed. */
    int dimension();

    /** Returns the recommended number of texts in a call. */
    int batch();

    /**
     * Computes the vectors; blocks until all are done.
     *
     * @param texts none of them blank
     * @return a vector for each, in order
     * @throws dev.talaria.error.ApiException {@code context_length_exceeded} if the texts are rejected and a retry is useless;
     * {@code upstream_timeout} after the deadline; else another upstream error
     */
    List<float[]> embed(List<String> texts, Duration deadline);

    /** Returns its name for logs and health; no secrets. */
    String description();

    @Override
    void close();
}
