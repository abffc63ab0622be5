package dev.talaria.api.http.reply;

import dev.talaria.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A whole JSON reply. */
public record Reply(int status, String json, Map<String, String> headers) {
    static final String CONTENT_TYPE = "application/json;charset=utf-8";

    public Reply {
        Objects.requireNonNull(json);
        headers = Map.copyOf(headers);
    }

    public static Reply ok(String json) {
        return new Reply(200, json, Map.of());
    }

    /** Returns the reply to a deletion. */
    public static Reply deleted(String object, String id) {
        return ok(Json.object(json -> json.write("id", id).write("object", object).write("deleted", true)));
    }

    /** Returns 204: an empty body. */
    public static Reply noContent() {
        return new Reply(204, "", Map.of());
    }

    /** Returns the reply with further headers. */
    public Reply with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Reply(status, json, all);
    }

    byte[] bytes() {
        return Json.bytes(json);
    }
}
