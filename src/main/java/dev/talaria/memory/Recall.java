package dev.talaria.memory;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What was found, best first.
 *
 * @param degraded memory could not be asked in time or at all, or only in part, so that something may be missing
 */
public record Recall(List<Item> items, boolean degraded) {
    public static final Recall EMPTY = new Recall(List.of(), false);
    public static final Recall DEGRADED = new Recall(List.of(), true);

    public Recall {
        items = List.copyOf(items);
    }

    /**
     * One thing somebody said, or that memory concludes from it.
     *
     * @param at     null where it belongs to no time
     * @param role   null for what nobody said
     * @param author the participant's name; null where unknown
     * @param score  comparable within one recall only
     * @param signs  why it was found, in a word each; empty where the provider does not tell
     */
    public record Item(String id, Instant at, Role role, String author, String text, double score, List<String> signs) {
        public Item {
            Objects.requireNonNull(id);
            Objects.requireNonNull(text);
            signs = List.copyOf(signs);
        }

        /** Found for reasons that are not told. */
        public Item(String id, Instant at, Role role, String author, String text, double score) {
            this(id, at, role, author, text, score, List.of());
        }
    }
}
