package dev.talaria.memory;

import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * One message of an import.
 *
 * @param id       the sender's id, under which it is stored once; null for none
 * @param session  null if the sender named none
 * @param author   the participant's name; null if unknown
 * @param text     never blank
 * @param at       null if the sender gave no time
 * @param metadata stored unchanged
 */
public record Incoming(String id, SessionRef session, Role role, String author, String text, Instant at, JsonObject metadata,
                       ItemKind kind) {
    public Incoming {
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(kind);
    }

    /** A message that was said. */
    public Incoming(String id, SessionRef session, Role role, String author, String text, Instant at, JsonObject metadata) {
        this(id, session, role, author, text, at, metadata, ItemKind.MESSAGE);
    }

    /**
     * The result for one message.
     *
     * @param id     memory's id of it
     * @param stored false if it was already there
     */
    public record Outcome(String id, boolean stored) {
        public Outcome {
            Objects.requireNonNull(id);
        }
    }
}
