package dev.talaria.memory;

import java.time.Instant;
import java.util.Objects;

/**
 * A caller's search in a whole scope.
 *
 * @param limit  maximum number of results
 * @param before only what was said earlier; null for any time
 * @param after  only what was said then or later; null for any time
 */
public record SearchQuery(String text, int limit, Instant before, Instant after) {
    public SearchQuery {
        Objects.requireNonNull(text);
    }
}
