package dev.talaria.memory;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A caller's search in a whole scope.
 *
 * @param limit maximum number of results
 */
public record SearchQuery(String text, int limit, ItemFilter filter) {
    public SearchQuery {
        Objects.requireNonNull(text);
        Objects.requireNonNull(filter);
    }

    /** A search by time: null for any. */
    public SearchQuery(String text, int limit, @Nullable Instant before, @Nullable Instant after) {
        this(text, limit, ItemFilter.said(before, after));
    }
}
