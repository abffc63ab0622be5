package dev.talaria.memory;

import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * One message of an import.
 *
 * @param id       the sender's own name for it, by which it is stored once; null for none
 * @param session  null where the sender named none
 * @param author   the participant's name; null where unknown
 * @param text     never blank
 * @param at       null where the sender gave no time
 * @param metadata kept as it is
 */
public record Incoming(String id, SessionRef session, Role role, String author, String text, Instant at, JsonObject metadata) {
    public Incoming {
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(metadata);
    }

    /**
     * What became of it.
     *
     * @param id     memory's name for it
     * @param stored false where it had been there already
     */
    public record Outcome(String id, boolean stored) {
        public Outcome {
            Objects.requireNonNull(id);
        }
    }
}
