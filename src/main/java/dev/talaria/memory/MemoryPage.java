package dev.talaria.memory;

import java.util.List;
import java.util.Objects;

/** A page of a list. */
public record MemoryPage<T>(List<T> items, boolean more) {
    public MemoryPage {
        items = List.copyOf(items);
    }

    /**
     * Selects a page: what follows an item, in order of arrival or in reverse.
     *
     * @param after the id of the last known item, which may be deleted meanwhile; null for the beginning
     * @param limit maximum number of items
     */
    public record PageRequest(String after, int limit, boolean newestFirst, ItemFilter filter) {
        public PageRequest {
            Objects.requireNonNull(filter);
        }

        /** A page of all items. */
        public PageRequest(String after, int limit, boolean newestFirst) {
            this(after, limit, newestFirst, ItemFilter.ALL);
        }
    }
}
