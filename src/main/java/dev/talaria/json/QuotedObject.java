package dev.talaria.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import org.jspecify.annotations.Nullable;

/** An object that stands in a text of its own, so that it comes back to the letter. An empty one is absent, and the other way round. */
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
