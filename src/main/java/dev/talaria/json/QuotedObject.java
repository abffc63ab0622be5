package dev.talaria.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import org.jspecify.annotations.Nullable;

/** Binds an object as a text, so that it is restored to the letter. An empty object is absent, and vice versa. */
public final class QuotedObject implements JsonbAdapter<JsonObject, String> {
    @Override
    public @Nullable String adaptToJson(JsonObject object) {
        return object.isEmpty() ? null : object.toString();
    }

    @Override
    public JsonObject adaptFromJson(String json) {
        return Json.parseLeniently(json) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }
}
