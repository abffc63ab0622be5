package dev.talaria.memory;

import java.time.Duration;
import java.util.List;

/** Turns texts into vectors: the nearer two texts are in meaning, the smaller the angle between theirs. Safe for many threads. */
public interface Embedder extends AutoCloseable {

    /** Names everything that decides what the vectors are: those of different names do not compare. */
    String model();

    /** How many numbers a vector has; a guess where that is known only once there is one. */
    int dimension();

    /** How many texts are best given at once. */
    int batch();

    /**
     * Blocks until all are done.
     *
     * @param texts none of them blank
     * @return a vector for each, in order
     * @throws dev.talaria.error.ApiException {@code context_length_exceeded} where the texts are refused and trying them again is of
     *                                        no use; {@code upstream_timeout} beyond the deadline; else another upstream error
     */
    List<float[]> embed(List<String> texts, Duration deadline);

    /** Names itself for logs and health; no secrets. */
    String description();

    @Override
    void close();
}
