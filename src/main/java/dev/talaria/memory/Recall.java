package dev.talaria.memory;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The result of a recall, best first.
 *
 * @param degraded memory did not answer in time, or only in part, so that something may be missing
 */
public record Recall(List<Item> items, boolean degraded) {
    public static final Recall EMPTY = new Recall(List.of(), false);
    public static final Recall DEGRADED = new Recall(List.of(), true);

    public Recall {
        items = List.copyOf(items);
    }

    /**
     * Something that a participant said, or that memory concludes from it.
     *
     * @param at     null for an item without a time
     * @param role   null for a conclusion
     * @param author the participant's name; null if unknown
     * @param score  comparable within one recall only
     * @param signs  why it was found, in a word each; empty if the provider does not report it
     */
    public record Item(String id, Instant at, Role role, String author, String text, double score, List<String> signs, ItemKind kind) {
        public Item {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(id);
            Objects.requireNonNull(text);
            signs = List.copyOf(signs);
        }

        /** An item without signs. */
        public Item(String id, Instant at, Role role, String author, String text, double score) {
            this(id, at, role, author, text, score, List.of(), ItemKind.MESSAGE);
        }
    }
}
