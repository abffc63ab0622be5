package dev.talaria.memory.honcho.wire;

import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * One request.
 *
 * @param tenant     whose key it carries
 * @param path       below {@code /v3}, its segments and query encoded already
 * @param body       null for none
 * @param timeout    for the whole exchange
 * @param repeatable whether a second try does no harm where a kept connection broke
 */
public record Call(String tenant, String method, String path, JsonValue body, Duration timeout, boolean repeatable) {
    public Call {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(timeout);
    }

    /** Something that changes nothing, whatever its method. */
    public static Call read(String tenant, String method, String path, JsonValue body, Duration timeout) {
        return new Call(tenant, method, path, body, timeout, true);
    }

    /** Something that must not happen twice. */
    public static Call write(String tenant, String method, String path, JsonValue body, Duration timeout) {
        return new Call(tenant, method, path, body, timeout, false);
    }

    /** Segments as a path, each encoded. */
    public static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    /** Names and values in turn, encoded. */
    public static String query(String... pairs) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(encode(pairs[i])).append('=').append(encode(pairs[i + 1]));
        }
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
