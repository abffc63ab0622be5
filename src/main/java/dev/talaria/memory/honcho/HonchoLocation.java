package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where Honcho keeps what belongs to a peer of ours; all but the tenant are Honcho's ids.
 *
 * @param scope      what its sessions are found by where a scope has several; null where it has the one
 * @param transcript what the sessions of a transcript are found by; null where the session is of none alone
 */
record HonchoLocation(String tenant, String workspace, String session, String user, String ai, String scope, String transcript) {
    static final String SCOPE = "scope";
    static final String TRANSCRIPT = "transcript";

    HonchoLocation {
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

    /** As it waits in the outbox. */
    JsonObject json() {
        JsonObject json = Json.builders().createObjectBuilder().add("tenant", tenant).add("workspace", workspace).add("session", session)
                .add("user", user).add("ai", ai).build();
        return scope == null ? json : Json.merge(json, mark());
    }

    /** Whether {@link #of(JsonObject)} can read it. */
    static boolean isIn(JsonObject json) {
        return Stream.of("tenant", "workspace", "session", "user", "ai").allMatch(name -> json.get(name) instanceof JsonString);
    }

    static HonchoLocation of(JsonObject json) {
        return new HonchoLocation(json.getString("tenant"), json.getString("workspace"), json.getString("session"), json.getString("user"),
                json.getString("ai"), json.getString(SCOPE, null), json.getString(TRANSCRIPT, null));
    }
}
