package dev.talaria.agent.turn;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** Joins the {@code logprobs} objects of a reply's pieces into one. */
public final class Logprobs {
    private Logprobs() {
    }

    /** Returns null for no pieces. Members that are lists are joined in order. */
    public static String joined(List<String> pieces) {
        if (pieces.size() <= 1) {
            return pieces.isEmpty() ? null : pieces.get(0);
        }
        JsonArrayBuilder content = Json.builders().createArrayBuilder();
        JsonArrayBuilder refusal = Json.builders().createArrayBuilder();
        boolean refused = false;
        for (String piece : pieces) {
            JsonObject object = object(piece);
            addAll(content, object, "content");
            refused |= addAll(refusal, object, "refusal");
        }
        var joined = Json.builders().createObjectBuilder().add("content", content);
        return (refused ? joined.add("refusal", refusal) : joined.addNull("refusal")).build().toString();
    }

    /** Parses a piece; null if the model sent no JSON, which must not fail the answer. */
    private static JsonObject object(String piece) {
        try {
            return Json.parseLeniently(piece) instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        } catch (JsonFault e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    private static boolean addAll(JsonArrayBuilder all, JsonObject piece, String name) {
        if (piece.get(name) instanceof JsonArray some) {
            some.forEach(all::add);
            return true;
        }
        return false;
    }
}
