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
import org.jspecify.annotations.Nullable;

/**
 * A reply. Every member is optional, and unknown ones are ignored: servers of other releases send more or less.
 *
 * @param body       {@link JsonValue#NULL} if there was none
 * @param retryAfter null if not given
 */
public record Answer(int status, JsonValue body, @Nullable Duration retryAfter) {
    public static final int CREATED = 201;
    public static final int NOT_FOUND = 404;

    public Answer {
        Objects.requireNonNull(body);
    }

    /** Parses a reply. A success whose body is not JSON comes from something other than Honcho, such as a proxy. */
    static Answer read(HttpResponse head, String text, Instant now) {
        Header wait = head.getFirstHeader("Retry-After");
        JsonValue body = JsonValue.NULL;
        try {
            body = text.isBlank() ? JsonValue.NULL : Json.parseLeniently(text);
        } catch (JsonFault fault) {
            if (head.getCode() <= 299) {
                throw HonchoFault.unanswered("The answer is not JSON");
            }
        }
        return new Answer(head.getCode(), body, RetryAfter.parse(wait == null ? null : wait.getValue(), now).orElse(null));
    }

    public boolean isSuccess() {
        return status >= 200 && status <= 299;
    }

    /** Empty if the body is not an object. */
    public JsonObject object() {
        return body instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** Returns the elements of a bare array or of a page, without any that are not objects. */
    public List<JsonObject> items() {
        JsonValue items = body instanceof JsonObject page ? page.get("items") : body;
        return items instanceof JsonArray array
                ? array.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList() : List.of();
    }
}
