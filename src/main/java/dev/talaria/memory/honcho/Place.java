package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Where Honcho keeps what belongs to a peer of ours; all but the tenant are Honcho's ids.
 *
 * @param scope what its sessions are found by where a scope has several; null where it has the one
 */
record Place(String tenant, String workspace, String session, String user, String ai, String scope) {
    Place {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(session);
        Objects.requireNonNull(user);
        Objects.requireNonNull(ai);
    }

    Place in(String otherSession) {
        return new Place(tenant, workspace, otherSession, user, ai, scope);
    }

    /** As it waits in the outbox. */
    JsonObject json() {
        JsonObject json = Json.builders().createObjectBuilder().add("tenant", tenant).add("workspace", workspace).add("session", session)
                .add("user", user).add("ai", ai).build();
        return scope == null ? json : Json.with(json, "scope", Json.string(scope));
    }

    static Place of(JsonObject json) {
        return new Place(json.getString("tenant"), json.getString("workspace"), json.getString("session"), json.getString("user"),
                json.getString("ai"), json.getString("scope", null));
    }
}
