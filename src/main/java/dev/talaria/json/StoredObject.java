package dev.talaria.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;

/**
 * A stored JSON object, read with defaults: a member that is missing, null, of another type or, of an enum, unknown reads as the default,
 * since another release may have written it. Immutable.
 */
public final class StoredObject {
    private final JsonObject object;

    StoredObject(JsonObject object) {
        this.object = object;
    }

    /** All of it, as it is stored. */
    public JsonObject json() {
        return object;
    }

    public boolean has(String name) {
        return object.getOrDefault(name, JsonValue.NULL) != JsonValue.NULL;
    }

    /** Null where there is none. */
    public String text(String name) {
        return text(name, null);
    }

    public String text(String name, String otherwise) {
        return object.get(name) instanceof JsonString text ? text.getString() : otherwise;
    }

    /** A whole number. */
    public long number(String name, long otherwise) {
        return object.get(name) instanceof JsonNumber number ? whole(number, otherwise) : otherwise;
    }

    /** As {@link #number}, within what an int holds. */
    public int count(String name, int otherwise) {
        long number = number(name, otherwise);
        return number == (int) number ? (int) number : otherwise;
    }

    private static long whole(JsonNumber number, long otherwise) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return otherwise;
        }
    }

    public double fraction(String name) {
        return object.get(name) instanceof JsonNumber number ? number.doubleValue() : 0;
    }

    public boolean flag(String name, boolean otherwise) {
        JsonValue value = object.get(name);
        return value == JsonValue.TRUE || value != JsonValue.FALSE && otherwise;
    }

    /** Empty where there is none. */
    public JsonObject object(String name) {
        return object.get(name) instanceof JsonObject inner ? inner : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** Empty where there is none. */
    public StoredObject part(String name) {
        return new StoredObject(object(name));
    }

    /** Empty where there is none. */
    public List<JsonValue> list(String name) {
        return object.get(name) instanceof JsonArray list ? list : List.of();
    }

    /** The elements of a list that are objects. */
    public List<StoredObject> parts(String name) {
        return list(name).stream().filter(JsonObject.class::isInstance).map(value -> new StoredObject(value.asJsonObject())).toList();
    }

    /** The elements of a list that are texts. */
    public List<String> texts(String name) {
        return list(name).stream().filter(JsonString.class::isInstance).map(value -> ((JsonString) value).getString()).toList();
    }

    /** The whole numbers of a list by place; 0 where there is none. */
    public long numberAt(String name, int place) {
        List<JsonValue> list = list(name);
        return place < list.size() && list.get(place) instanceof JsonNumber number ? whole(number, 0) : 0;
    }

    /** A constant by its name. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String text = text(name);
        return Arrays.stream(type.getEnumConstants()).filter(value -> value.name().equals(text)).findFirst().orElse(otherwise);
    }

    /** An object that stands in a text of its own; empty where there is none. */
    public JsonObject quoted(String name) {
        String json = text(name);
        return json != null && Json.parseLeniently(json) instanceof JsonObject inner ? inner : JsonValue.EMPTY_JSON_OBJECT;
    }
}
