package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Where Honcho keeps what belongs to a peer of ours; all but the tenant are Honcho's ids. It waits in the outbox as JSON-B binds it.
 *
 * @param scope      what its sessions are found by where a scope has several; null where it has the one
 * @param transcript what the sessions of a transcript are found by; null where the session is of none alone
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

    /** What its session is marked with, to be found again; null where it is found by its name. */
    JsonObject mark() {
        if (scope == null) {
            return null;
        }
        JsonObject mark = Json.builders().createObjectBuilder().add(SCOPE, scope).build();
        return transcript == null ? mark : Json.with(mark, TRANSCRIPT, Json.string(transcript));
    }
}
