package dev.talaria.model.demo;

import dev.talaria.json.Json;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Creates a simple value that matches a JSON Schema. Observes types, enumerations, lengths and common formats, but not patterns. For one
 * sample on one thread.
 */
final class SchemaSample {
    private static final int DEEPEST = 12;
    private static final int MAX_VALUES = 1_000;
    private static final int MAX_TEXT = 200;
    private static final Map<String, String> FORMATS = Map.of("date", "2000-01-01", "date-time", "2000-01-01T00:00:00Z",
            "time", "00:00:00Z", "email", "demo@example.com", "uri", "https://example.com/", "ipv4", "192.0.2.1",
            "uuid", "00000000-0000-4000-8000-000000000000");

    private final JsonObject root;
    private final String text;
    private int values;

    private SchemaSample(JsonObject root, String text) {
        this.root = root;
        this.text = text;
    }

    /** @param text the value of every string that the schema does not restrict */
    static JsonValue of(JsonObject schema, String text) {
        String bounded = Truncation.start(text, MAX_TEXT);
        return new SchemaSample(schema, bounded).value(schema, 0);
    }

    private JsonValue value(JsonValue any, int depth) {
        if (++values > MAX_VALUES || depth > DEEPEST || !(any instanceof JsonObject schema)) {
            return JsonValue.NULL;
        }
        if (schema.get("$ref") instanceof JsonString reference) {
            return value(referred(reference.getString()), depth + 1);
        }
        for (String given : List.of("const", "default")) {
            if (schema.containsKey(given)) {
                return schema.get(given);
            }
        }
        if (schema.get("enum") instanceof JsonArray allowed && !allowed.isEmpty()) {
            return allowed.get(0);
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.get(choice) instanceof JsonArray choices && !choices.isEmpty()) {
                return value(choices.get(0), depth + 1);
            }
        }
        return schema.get("allOf") instanceof JsonArray all ? value(merged(schema, all), depth + 1) : typed(schema, depth);
    }

    private JsonValue referred(String reference) {
        JsonValue found = root;
        for (String step : reference.startsWith("#/") ? reference.substring(2).split("/") : new String[0]) {
            found = found instanceof JsonObject object ? object.get(step.replace("~1", "/").replace("~0", "~")) : null;
        }
        return found;
    }

    private JsonObject merged(JsonObject schema, JsonArray all) {
        JsonObject merged = Json.with(schema, "allOf", null);
        for (JsonValue part : all) {
            JsonValue whole = part instanceof JsonObject object && object.get("$ref") instanceof JsonString reference
                    ? referred(reference.getString()) : part;
            if (whole instanceof JsonObject object) {
                merged = Json.merge(merged, Json.with(object, "allOf", null));
            }
        }
        return merged;
    }

    private JsonValue typed(JsonObject schema, int depth) {
        JsonValue type = schema.get("type") instanceof JsonArray types && !types.isEmpty() ? types.get(0) : schema.get("type");
        String name = type instanceof JsonString said ? said.getString() : schema.containsKey("properties") ? "object" : "string";
        return switch (name) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "number", "integer" -> least(schema);
            case "boolean" -> JsonValue.TRUE;
            case "null" -> JsonValue.NULL;
            default -> Json.string(string(schema));
        };
    }

    private JsonValue object(JsonObject schema, int depth) {
        JsonObjectBuilder object = Json.builders().createObjectBuilder();
        if (schema.get("properties") instanceof JsonObject properties) {
            properties.forEach((name, property) -> object.add(name, value(property, depth + 1)));
        }
        return object.build();
    }

    private JsonValue array(JsonObject schema, int depth) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        boolean endless = depth >= DEEPEST / 2;
        for (int i = 0; i < number(schema, "minItems", endless ? 0 : 1) && values < MAX_VALUES; i++) {
            array.add(value(schema.get("items"), depth + 1));
        }
        return array.build();
    }

    private static JsonValue least(JsonObject schema) {
        if (schema.get("exclusiveMinimum") instanceof JsonNumber below) {
            return Json.number(below.longValue() + 1);
        }
        return schema.get("minimum") instanceof JsonNumber least ? least : Json.number(0);
    }

    private String string(JsonObject schema) {
        if (schema.get("format") instanceof JsonString format && FORMATS.containsKey(format.getString())) {
            return FORMATS.get(format.getString());
        }
        String padded = text + "x".repeat(Math.max(0, Math.min(MAX_TEXT, number(schema, "minLength", 0)) - text.length()));
        return padded.substring(0, Math.min(padded.length(), number(schema, "maxLength", Integer.MAX_VALUE)));
    }

    private static int number(JsonObject schema, String name, int otherwise) {
        return schema.get(name) instanceof JsonNumber number ? Math.max(0, number.intValue()) : otherwise;
    }
}
