package dev.talaria.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Accumulates JSON objects that arrive in pieces, as OpenAI's clients accumulate the deltas of a stream: texts are concatenated, objects
 * merged member by member, lists appended, except that elements with the same {@code index} are merged. For all else the last value counts.
 */
public final class Deltas {
    /** Labels of an element, which each piece repeats and none continues. */
    private static final Set<String> LABELS = Set.of("id", "index", "type", "format", "role", "object");

    private Deltas() {
    }

    public static JsonObject merge(JsonObject whole, JsonObject delta) {
        if (whole.isEmpty() || delta.isEmpty()) {
            return whole.isEmpty() ? delta : whole;
        }
        JsonObjectBuilder merged = Json.builders().createObjectBuilder(whole);
        delta.forEach((name, value) -> merged.add(name, whole.containsKey(name) ? merge(name, whole.get(name), value) : value));
        return merged.build();
    }

    private static JsonValue merge(String name, JsonValue whole, JsonValue delta) {
        if (delta == JsonValue.NULL) {
            return whole;
        }
        if (whole instanceof JsonString begun && delta instanceof JsonString more && !LABELS.contains(name)) {
            return Json.string(begun.getString() + more.getString());
        }
        if (whole instanceof JsonObject object && delta instanceof JsonObject more) {
            return merge(object, more);
        }
        return whole instanceof JsonArray list && delta instanceof JsonArray more ? merge(list, more) : delta;
    }

    private static JsonArray merge(JsonArray list, JsonArray more) {
        List<JsonValue> merged = new ArrayList<>(list);
        for (JsonValue element : more) {
            int place = placeOf(element, merged);
            if (place < 0) {
                merged.add(element);
            } else {
                merged.set(place, merge(merged.get(place).asJsonObject(), element.asJsonObject()));
            }
        }
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        merged.forEach(array::add);
        return array.build();
    }

    /** Returns the position of the element that this one continues, or -1 if it is new. */
    private static int placeOf(JsonValue element, List<JsonValue> list) {
        if (!(element instanceof JsonObject object) || !(object.get("index") instanceof JsonNumber index)) {
            return -1;
        }
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i) instanceof JsonObject known && index.equals(known.get("index")) && isSame(object, known, "type")
                    && isSame(object, known, "id")) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether a label is equal in both or missing in one. */
    private static boolean isSame(JsonObject one, JsonObject other, String label) {
        JsonValue first = one.getOrDefault(label, JsonValue.NULL);
        JsonValue second = other.getOrDefault(label, JsonValue.NULL);
        return first == JsonValue.NULL || second == JsonValue.NULL || first.equals(second);
    }
}
