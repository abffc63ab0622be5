package dev.talaria.memory.local.index;

import java.time.LocalDate;

/**
 * A query within a scope.
 *
 * @param today  the day from which "yesterday" is counted
 * @param vector the query's; empty if unknown
 */
public record IndexQuery(String text, LocalDate today, Filter filter, int limit, float[] vector) {
    /** A query by words alone. */
    public IndexQuery(String text, LocalDate today, Filter filter, int limit) {
        this(text, today, filter, limit, new float[0]);
    }

    public IndexQuery withVector(float[] known) {
        return new IndexQuery(text, today, filter, limit, known);
    }
}
