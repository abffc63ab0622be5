package dev.talaria.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;

/** An object that stands in a text of its own, so that it comes back to the letter. An empty one is absent, and the other way round. */
public final class QuotedObject implements JsonbAdapter<JsonObject, String> {
    @Override
    public String adaptToJson(JsonObject object) {
        return object.isEmpty() ? null : object.toString();
    }

    @Override
    public JsonObject adaptFromJson(String json) {
        return Json.parseLeniently(json) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }
}
