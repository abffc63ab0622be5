package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Where Honcho stores a peer's memory; all but the tenant are Honcho's ids. Stored in the outbox by JSON-B.
 *
 * @param scope      marks the sessions of a scope that has several; null for one with a single session
 * @param transcript marks the sessions of a transcript; null if the session does not belong to one alone
 */
public record HonchoLocation(String tenant, String workspace, String session, String user, String ai, String scope, String transcript) {
    static final String SCOPE = "scope";
    static final String TRANSCRIPT = "transcript";

    public HonchoLocation {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(session);
        Objects.requireNonNull(user);
        Objects.requireNonNull(ai);
    }

    HonchoLocation in(String otherSession) {
        return new HonchoLocation(tenant, workspace, otherSession, user, ai, scope, transcript);
    }

    HonchoLocation of(String otherUser) {
        return new HonchoLocation(tenant, workspace, session, otherUser, ai, scope, transcript);
    }

    /** Returns the metadata by which the session is found; null if it is found by its name. */
    JsonObject mark() {
        if (scope == null) {
            return null;
        }
        JsonObject mark = Json.builders().createObjectBuilder().add(SCOPE, scope).build();
        return transcript == null ? mark : Json.with(mark, TRANSCRIPT, Json.string(transcript));
    }
}
