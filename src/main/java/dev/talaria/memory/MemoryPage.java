package dev.talaria.memory;

import java.util.List;

/** A part of a list that is read in steps. */
public record MemoryPage<T>(List<T> items, boolean more) {
    public MemoryPage {
        items = List.copyOf(items);
    }

    /**
     * Which part: what follows an item, in order of arrival or against it.
     *
     * @param after the id of the last item that is known, which may be gone meanwhile; null for the beginning
     * @param limit how many at the most
     */
    public record PageRequest(String after, int limit, boolean newestFirst) {
    }
}
