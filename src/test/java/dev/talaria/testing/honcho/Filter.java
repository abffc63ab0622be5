package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The conditions of Honcho's lists and searches, as far as they are used here. A lone asterisk in one stands for everything: then there is
 * no such condition, which is null here.
 */
record Filter(JsonObject conditions) {
    private static final JsonValue WILDCARD = Json.string("*");

    static Filter of(JsonObject body) {
        return new Filter(body.containsKey("filters") ? body.getJsonObject("filters") : JsonValue.EMPTY_JSON_OBJECT);
    }

    List<JsonObject> apply(Stream<JsonObject> all) {
        Predicate<JsonObject> wanted = all(conditions);
        return all.filter(one -> wanted == null || wanted.test(one)).toList();
    }

    private static Predicate<JsonObject> all(JsonObject conditions) {
        return and(conditions.entrySet().stream().map(condition -> condition(condition.getKey(), condition.getValue())));
    }

    private static Predicate<JsonObject> and(Stream<Predicate<JsonObject>> several) {
        return several.filter(Objects::nonNull).reduce(Predicate::and).orElse(null);
    }

    private static Stream<Predicate<JsonObject>> each(JsonValue several) {
        return several.asJsonArray().getValuesAs(JsonObject.class).stream().map(Filter::all).filter(Objects::nonNull);
    }

    private static Predicate<JsonObject> condition(String name, JsonValue wanted) {
        return switch (name) {
            case "AND" -> and(each(wanted));
            case "OR" -> each(wanted).reduce(Predicate::or).orElse(null);
            case "NOT" -> and(each(wanted).map(Predicate::not));
            case "metadata" -> metadata(wanted.asJsonObject());
            case "session_id", "peer_id", "observer_id", "observed_id" ->
                    wanted.equals(WILDCARD) ? null : one -> is(wanted, one.get(name));
            case "created_at" -> one -> wanted.asJsonObject().entrySet().stream()
                    .allMatch(bound -> within(bound, OffsetDateTime.parse(one.getString(name))));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Predicate<JsonObject> metadata(JsonObject wanted) {
        if (wanted.get("contains") instanceof JsonObject notes) {
            return one -> about(one).entrySet().containsAll(notes.entrySet());
        }
        return and(wanted.entrySet().stream().map(note -> note.getValue().equals(WILDCARD) ? null
                : one -> noted(note.getValue(), about(one).get(note.getKey()))));
    }

    private static JsonObject about(JsonObject one) {
        return one.get("metadata") instanceof JsonObject metadata ? metadata : JsonValue.EMPTY_JSON_OBJECT;
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
