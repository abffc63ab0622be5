package dev.talaria.memory;

import dev.talaria.message.Role;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * One message as memory stores it.
 *
 * @param session  the id of the session it belongs to
 * @param author   the participant's name; null if unknown
 * @param metadata what an import added to it, unchanged; else empty
 */
public record Remembered(String id, String session, Role role, String author, String text, Instant at, JsonObject metadata) {
    public Remembered {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(at);
        Objects.requireNonNull(metadata);
    }

    /**
     * A search result: of a long message the passage that matches best.
     *
     * @param score comparable within one search only
     */
    public record ScoredMemory(Remembered item, double score) {
        public ScoredMemory {
            Objects.requireNonNull(item);
        }
    }
}
