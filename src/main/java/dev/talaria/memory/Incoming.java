package dev.talaria.memory;

import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
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
 * @param profile  what the user has changed of what the message says of them
 */
public record Incoming(String id, SessionRef session, Role role, String author, String text, Instant at, JsonObject metadata,
                       ItemKind kind, List<ProfileChange> profile) {
    public Incoming {
        profile = List.copyOf(profile);
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(kind);
    }

    /** An item of whose profile nothing was changed. */
    public Incoming(String id, SessionRef session, Role role, String author, String text, Instant at, JsonObject metadata, ItemKind kind) {
        this(id, session, role, author, text, at, metadata, kind, List.of());
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
