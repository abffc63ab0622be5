package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One session, and whether it is deleted. For one thread at a time. */
final class Session {
    private static final int REFUSALS_AFTER_DELETION = 1;

    final String workspace;
    final String name;
    final Map<String, JsonObject> members = new LinkedHashMap<>();
    final List<JsonObject> messages = new ArrayList<>();
    JsonObject metadata = JsonValue.EMPTY_JSON_OBJECT;
    private int refusals = -1;

    Session(String workspace, String name) {
        this.workspace = workspace;
        this.name = name;
    }

    boolean isDeleted() {
        return refusals >= 0;
    }

    void delete() {
        refusals = REFUSALS_AFTER_DELETION;
        messages.clear();
    }

    /** Whether the name of a deleted one is still taken, which ends after it was asked for some times. */
    boolean refuses() {
        return refusals-- > 0;
    }

    /** A member that was there before keeps its configuration. */
    void join(String peer, JsonObject config) {
        members.putIfAbsent(peer, observing(config));
    }

    static JsonObject observing(JsonObject config) {
        return Json.builders().createObjectBuilder().add("observe_me", config.getOrDefault("observe_me", JsonValue.NULL))
                .add("observe_others", config.getOrDefault("observe_others", JsonValue.NULL)).build();
    }

    JsonObject json() {
        return Json.builders().createObjectBuilder().add("id", name).add("is_active", true).add("metadata", metadata)
                .add("uid", "new-in-later-servers").build();
    }
}
