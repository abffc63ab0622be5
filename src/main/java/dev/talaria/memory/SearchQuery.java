package dev.talaria.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * What a caller looks for by itself, in the whole of a scope.
 *
 * @param limit  how many at the most
 * @param before only what was said before; null for any time
 * @param after  only what was said then or later; null for any time
 */
public record SearchQuery(String text, int limit, Instant before, Instant after) {
    public SearchQuery {
        Objects.requireNonNull(text);
    }
}
