package dev.talaria.json;

import dev.talaria.error.ErrorCode;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue.ValueType;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * A JSON object of a request that knows its path, so that each error names its field. A member that is absent or null reads as empty; one
 * of another type is a 400 {@code invalid_value}. Nothing is coerced.
 */
public final class JsonBody {
    private final JsonObject object;
    private final String path;

    private JsonBody(JsonObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /** @throws dev.talaria.error.ApiException {@code invalid_json} if the bytes are not a JSON object */
    public static JsonBody parse(byte[] utf8) {
        return parse(utf8, bytes -> { });
    }

    /**
     * As {@link #parse(byte[])}; the caller must not use the bytes afterwards.
     *
     * @param meter receives the approximate heap that the tree takes in addition to its text, before it is allocated; may throw
     */
    public static JsonBody parse(byte[] utf8, LongConsumer meter) {
        JsonValue value;
        try {
            value = Json.parse(utf8, meter);
        } catch (JsonFault fault) {
            throw ErrorCode.INVALID_JSON.because("Invalid JSON in request body: " + fault.getMessage(), fault);
        }
        if (value.getValueType() != ValueType.OBJECT) {
            throw ErrorCode.INVALID_JSON.because("Invalid JSON in request body: it must be an object");
        }
        return new JsonBody(value.asJsonObject(), "");
    }

    public static JsonBody of(JsonObject object, String path) {
        return new JsonBody(object, path);
    }

    public JsonObject object() {
        return object;
    }

    /** Returns the path of this object; empty for the root. */
    public String path() {
        return path;
    }

    /** Returns the path of a member, e.g. {@code messages[2].content}. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public boolean has(String name) {
        return value(name).isPresent();
    }

    /** Returns the raw member; empty if absent or null. */
    public Optional<JsonValue> value(String name) {
        JsonValue value = object.get(name);
        return value == null || value.getValueType() == ValueType.NULL ? Optional.empty() : Optional.of(value);
    }

    public Optional<String> string(String name) {
        return value(name).map(v -> v instanceof JsonString s ? s.getString() : fail(name, "a string"));
    }

    /** As {@link #string}; a blank text reads as empty too. */
    public Optional<String> text(String name) {
        return string(name).filter(text -> !text.isBlank());
    }

    public Optional<Boolean> bool(String name) {
        return value(name).map(v -> v == JsonValue.TRUE ? Boolean.TRUE : v == JsonValue.FALSE ? Boolean.FALSE : fail(name, "a boolean"));
    }

    public Optional<JsonBody> object(String name) {
        return value(name).map(v -> v instanceof JsonObject o ? new JsonBody(o, path(name)) : fail(name, "an object"));
    }

    public Optional<JsonArray> array(String name) {
        return value(name).map(v -> v instanceof JsonArray a ? a : fail(name, "an array"));
    }

    /** Returns the elements of an array as objects, each with its own path. */
    public Optional<List<JsonBody>> objects(String name) {
        return array(name).map(array -> {
            List<JsonBody> bodies = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                String at = path(name) + "[" + i + "]";
                if (!(array.get(i) instanceof JsonObject o)) {
                    throw ErrorCode.INVALID_VALUE.at(at, "'" + at + "' must be an object");
                }
                bodies.add(new JsonBody(o, at));
            }
            return bodies;
        });
    }

    public Optional<JsonNumber> number(String name) {
        return value(name).map(v -> v instanceof JsonNumber n ? n : fail(name, "a number"));
    }

    /** Returns an integer within bounds; 1.0 is none. */
    public OptionalLong integer(String name, long least, long most) {
        Optional<JsonNumber> number = number(name);
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = number.get().toString();
        if (text.matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return OptionalLong.of(value);
            }
        }
        throw ErrorCode.INVALID_VALUE.at(path(name), "'" + path(name) + "' must be an integer from " + least + " to " + most);
    }

    /** Throws the error for a value that the caller has found to be invalid. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // Never returns, and so stands where any value is wanted.
    public <T> T fail(String name, String expected) {
        throw ErrorCode.INVALID_VALUE.at(path(name), "'" + path(name) + "' must be " + expected);
    }
}
