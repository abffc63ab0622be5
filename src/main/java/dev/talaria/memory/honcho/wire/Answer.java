package dev.talaria.memory.honcho.wire;

import dev.talaria.error.RetryAfter;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * What came back. Everything in it is optional, and what is not known is passed over: servers of other releases say more or less.
 *
 * @param body       {@link JsonValue#NULL} where there was none
 * @param retryAfter null where not said
 */
public record Answer(int status, JsonValue body, Duration retryAfter) {
    public static final int CREATED = 201;
    public static final int NOT_FOUND = 404;

    public Answer {
        Objects.requireNonNull(body);
    }

    /** A success whose body is no JSON came from something that is not Honcho, such as a proxy. */
    static Answer read(HttpResponse head, String text, Instant now) {
        Header wait = head.getFirstHeader("Retry-After");
        JsonValue body = JsonValue.NULL;
        try {
            body = text.isBlank() ? JsonValue.NULL : Json.parseLeniently(text);
        } catch (JsonFault fault) {
            if (head.getCode() <= 299) {
                throw HonchoFault.unanswered("The answer is no JSON");
            }
        }
        return new Answer(head.getCode(), body, RetryAfter.parse(wait == null ? null : wait.getValue(), now).orElse(null));
    }

    public boolean isSuccess() {
        return status >= 200 && status <= 299;
    }

    /** Empty where the body is no object. */
    public JsonObject object() {
        return body instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** The elements of a bare array or of a page; what is no object is left out. */
    public List<JsonObject> items() {
        JsonValue items = body instanceof JsonObject page ? page.get("items") : body;
        return items instanceof JsonArray array
                ? array.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList() : List.of();
    }
}
