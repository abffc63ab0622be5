package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a scripted server saw it.
 *
 * @param headers    by name in lower case
 * @param connection the number of the connection it came on, from 1
 */
public record SeenRequest(String method, String path, Map<String, String> headers, String body, int connection) {
    public SeenRequest {
        headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public JsonObject json() {
        return Json.parse(body).asJsonObject();
    }

    /** Whether a chat completion was asked as a stream. */
    public boolean wantsStream() {
        return json().getBoolean("stream", false);
    }
}
