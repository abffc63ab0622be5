package dev.talaria.api.items;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** Converts a model's log probabilities to those of a text part: every member is present, and none is null. */
public final class TextLogprobs {
    private TextLogprobs() {
    }

    /** @param model the model's own JSON; an unreadable one yields an empty list */
    public static JsonArray of(String model) {
        try {
            return Json.parseLeniently(model) instanceof JsonObject object && object.get("content") instanceof JsonArray tokens
                    ? whole(tokens, true) : JsonValue.EMPTY_JSON_ARRAY;
        } catch (JsonFault fault) {
            return JsonValue.EMPTY_JSON_ARRAY;
        }
    }

    private static JsonArray whole(JsonArray tokens, boolean withTop) {
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        for (JsonValue value : tokens) {
            if (value instanceof JsonObject token && token.get("token") instanceof JsonString text
                    && token.get("logprob") instanceof JsonNumber logprob) {
                JsonObjectBuilder one = Json.builders().createObjectBuilder().add("token", text).add("logprob", logprob)
                        .add("bytes", array(token, "bytes"));
                all.add(withTop ? one.add("top_logprobs", whole(array(token, "top_logprobs"), false)) : one);
            }
        }
        return all.build();
    }

    private static JsonArray array(JsonObject token, String name) {
        return token.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
    }
}
