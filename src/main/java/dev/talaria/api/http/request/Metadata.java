package dev.talaria.api.http.request;

import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** The client's metadata on an object: at most sixteen short texts, within OpenAI's bounds. */
public final class Metadata {
    private static final int MAX = 16;
    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 512;

    private Metadata() {
    }

    /** Returns an empty object if there is none. */
    public static JsonObject of(JsonBody body) {
        JsonObject metadata = body.object("metadata").map(JsonBody::object).orElse(JsonValue.EMPTY_JSON_OBJECT);
        boolean fits = metadata.size() <= MAX && metadata.entrySet().stream().allMatch(entry -> entry.getKey().length() <= MAX_NAME
                && entry.getValue() instanceof JsonString text && text.getString().length() <= MAX_TEXT);
        return fits ? metadata : body.fail("metadata", "an object of at most " + MAX + " strings, names up to " + MAX_NAME
                + " and values up to " + MAX_TEXT + " characters long");
    }
}
