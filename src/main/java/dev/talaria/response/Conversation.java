package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Objects;

/**
 * A view of a session under a name of its own.
 *
 * @param id    begins with {@link #PREFIX}
 * @param alias the free name that a client gave it; null for none
 */
public record Conversation(String id, SessionRef session, String alias, JsonObject metadata, Instant created) {
    public static final String PREFIX = "conv_";

    public Conversation {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(created);
    }
}
