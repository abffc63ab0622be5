package dev.talaria.api.http.reply;

import dev.talaria.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A whole reply, in JSON unless it has another type.
 *
 * @param json the body, of whatever type
 */
public record Reply(int status, String json, Map<String, String> headers, String contentType, byte @Nullable [] binary) {
    static final String CONTENT_TYPE = "application/json;charset=utf-8";

    public Reply {
        Objects.requireNonNull(json);
        headers = Map.copyOf(headers);
    }

    public static Reply ok(String json) {
        return new Reply(200, json, Map.of());
    }

    /** A reply in JSON. */
    public Reply(int status, String json, Map<String, String> headers) {
        this(status, json, headers, CONTENT_TYPE, null);
    }

    /** Returns a reply in another type than JSON. */
    public static Reply text(String contentType, String body) {
        return new Reply(200, body, Map.of(), contentType, null);
    }

    /** Returns a reply that is no text. */
    public static Reply binary(String contentType, byte[] body) {
        return new Reply(200, "", Map.of(), contentType, body);
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
        return new Reply(status, json, all, contentType, binary);
    }

    byte[] bytes() {
        return binary == null ? Json.bytes(json) : binary;
    }
}
