package dev.talaria.testing.honcho;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The conditions of Honcho's lists and searches, as far as they are used here; null for none. */
record Filter(JsonObject conditions) {
    static Filter of(JsonObject body) {
        return new Filter(body.containsKey("filters") ? body.getJsonObject("filters") : JsonValue.EMPTY_JSON_OBJECT);
    }

    List<JsonObject> apply(Stream<JsonObject> all) {
        return all.filter(one -> holds(conditions, one)).toList();
    }

    private static boolean holds(JsonObject conditions, JsonObject one) {
        return conditions.entrySet().stream().allMatch(condition -> holds(condition.getKey(), condition.getValue(), one));
    }

    private static boolean holds(String name, JsonValue wanted, JsonObject one) {
        return switch (name) {
            case "AND" -> wanted.asJsonArray().getValuesAs(JsonObject.class).stream().allMatch(each -> holds(each, one));
            case "OR" -> wanted.asJsonArray().getValuesAs(JsonObject.class).stream().anyMatch(each -> holds(each, one));
            case "NOT" -> wanted.asJsonArray().getValuesAs(JsonObject.class).stream().noneMatch(each -> holds(each, one));
            case "metadata" -> one.get("metadata") instanceof JsonObject metadata
                    && wanted.asJsonObject().entrySet().stream().allMatch(note -> noted(note.getValue(), metadata.get(note.getKey())));
            case "session_id", "peer_id", "observer_id", "observed_id" -> is(wanted, one.get(name));
            case "created_at" -> wanted.asJsonObject().entrySet().stream()
                    .allMatch(bound -> within(bound, OffsetDateTime.parse(one.getString(name))));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What is not there differs from nothing. */
    private static boolean noted(JsonValue wanted, JsonValue value) {
        return wanted instanceof JsonObject object && object.containsKey("ne") ? value != null && !object.get("ne").equals(value)
                : wanted.equals(value);
    }

    private static boolean is(JsonValue wanted, JsonValue value) {
        return wanted instanceof JsonObject object && object.get("in") instanceof JsonArray any ? any.contains(value)
                : wanted.equals(value);
    }

    private static boolean within(Map.Entry<String, JsonValue> bound, OffsetDateTime at) {
        OffsetDateTime limit = OffsetDateTime.parse(((JsonString) bound.getValue()).getString());
        return switch (bound.getKey()) {
            case "gte" -> !at.isBefore(limit);
            case "gt" -> at.isAfter(limit);
            case "lt" -> at.isBefore(limit);
            default -> throw new IllegalArgumentException(bound.getKey());
        };
    }
}
