package dev.talaria.memory.local.index;

import java.time.LocalDate;

/**
 * What to look for in a scope.
 *
 * @param today  what "yesterday" counts from
 * @param vector of the query; empty where it is not known
 */
public record IndexQuery(String text, LocalDate today, Filter filter, int limit, float[] vector) {
    /** By words alone. */
    public IndexQuery(String text, LocalDate today, Filter filter, int limit) {
        this(text, today, filter, limit, new float[0]);
    }

    public IndexQuery withVector(float[] known) {
        return new IndexQuery(text, today, filter, limit, known);
    }
}
