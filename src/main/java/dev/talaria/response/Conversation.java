package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * A conversation: a view of a session under its own id.
 *
 * @param id    starts with {@link #PREFIX}
 * @param alias the name that a client chose; null for none
 * @param agent the id of the agent that it began with; empty if unknown
 */
public record Conversation(String id, SessionRef session, String alias, String agent, JsonObject metadata, Instant created) {
    public static final String PREFIX = "conv_";

    public Conversation {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(agent);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(created);
    }
}
