package dev.talaria.model.openai.reply;

import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the error in a reply or chunk of a successful response, in any place that upstreams and gateways use. */
final class UpstreamErrors {
    private static final Set<String> BAD_STATUS = Set.of("error", "failed", "failure", "fail");
    /** Members in which gateways put their message, the likeliest first. */
    private static final List<String> WORDS = List.of("message", "msg", "error_msg", "error_message", "errorMessage", "Message",
            "status_msg", "detail", "details", "title", "reason", "description");
    private static final List<String> CODES = List.of("code", "status_code", "statusCode", "error_code", "errorCode", "status", "errcode");

    private UpstreamErrors() {
    }

    /** @param choice the choice that is read; null for none */
    static Optional<JsonValue> in(JsonObject chunk, JsonObject choice) {
        if (isSomething(errorOf(chunk))) {
            return Optional.of(value(chunk));
        }
        if (choice != null) {
            for (JsonObject place : List.of(choice, object(choice, "delta"), object(choice, "message"))) {
                if (isSomething(errorOf(place))) {
                    return Optional.of(value(place));
                }
            }
        }
        JsonObject verdict = object(chunk, "base_resp");
        if (number(verdict, "status_code") != 0) {
            return Optional.of(value(verdict));
        }
        boolean answers = choice != null || chunk.getString("object", "").startsWith("chat.completion");
        return !answers && isError(chunk) ? Optional.of(value(chunk)) : Optional.empty();
    }

    /** Returns whether an object without choices is an error. */
    private static boolean isError(JsonObject object) {
        String kind = text(object, "object") + " " + text(object, "type");
        if (kind.toLowerCase(Locale.ROOT).contains("error") || object.get("success") == JsonValue.FALSE
                || BAD_STATUS.contains(text(object, "status").toLowerCase(Locale.ROOT)) || isSomething(object.get("errors"))) {
            return true;
        }
        for (String name : List.of("error_code", "errorCode", "error_msg", "error_message", "errorMessage", "detail")) {
            if (isSomething(object.get(name)) && !isZero(object.get(name))) {
                return true;
            }
        }
        boolean speaks = WORDS.stream().anyMatch(name -> !text(object, name).isEmpty());
        return speaks && (hasBadCode(object) || object.size() == 1);
    }

    private static boolean hasBadCode(JsonObject object) {
        for (String name : CODES) {
            JsonValue code = object.get(name);
            boolean good = code instanceof JsonNumber number ? number.doubleValue() == 0 || number.intValue() / 100 == 2
                    : !(code instanceof JsonString word) || Set.of("", "0", "200", "ok", "success").contains(
                            word.getString().toLowerCase(Locale.ROOT)) || name.equals("status");
            if (!good) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the most specific part of an error: the object in {@code error}, or the object whose {@code message} and {@code code}
     * describe it.
     */
    static JsonValue value(JsonValue said) {
        if (said instanceof JsonArray list) {
            return list.isEmpty() ? said : value(list.get(0));
        }
        if (!(said instanceof JsonObject object)) {
            return said;
        }
        JsonValue error = errorOf(object);
        if (error instanceof JsonObject || error instanceof JsonArray list && !list.isEmpty()) {
            return value(error);
        }
        if (object.get("errors") instanceof JsonArray errors && !errors.isEmpty() && text(object, "message").isEmpty()) {
            return value(errors);
        }
        if (error instanceof JsonString || !text(object, "message").isEmpty()) {
            return isFlag(error) ? Json.with(object, "error", null) : object;
        }
        JsonObject plain = isFlag(error) ? Json.with(object, "error", null) : object;
        for (String name : WORDS) {
            if (!text(object, name).isEmpty()) {
                plain = Json.with(plain, "message", object.get(name));
                break;
            }
        }
        for (String name : CODES) {
            if (object.get(name) instanceof JsonNumber code && !plain.containsKey("code")) {
                plain = Json.with(plain, "code", code);
            }
        }
        return plain;
    }

    /** Returns the error member; Amazon, and services modelled on it, write it with a capital. */
    private static JsonValue errorOf(JsonObject object) {
        JsonValue error = object.get("error");
        return error == null ? object.get("Error") : error;
    }

    private static boolean isFlag(JsonValue error) {
        return error == JsonValue.TRUE || error instanceof JsonNumber;
    }

    private static boolean isSomething(JsonValue value) {
        return value != null && value != JsonValue.NULL && value != JsonValue.FALSE
                && !(value instanceof JsonString text && text.getString().isBlank())
                && !(value instanceof JsonObject object && object.isEmpty())
                && !(value instanceof JsonArray array && array.isEmpty()) && !isZero(value);
    }

    private static boolean isZero(JsonValue value) {
        return value instanceof JsonNumber number && number.doubleValue() == 0;
    }

    private static double number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber number ? number.doubleValue() : 0;
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString().strip() : "";
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }
}
