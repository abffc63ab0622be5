package dev.talaria.memory.honcho.wire;

import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param tenant     whose API key it carries
 * @param path       below {@code /v3}, with its segments and query encoded
 * @param body       null for none
 * @param timeout    for the whole exchange
 * @param repeatable whether a retry is harmless after a kept connection broke
 */
public record Call(String tenant, String method, String path, @Nullable JsonValue body, Duration timeout, boolean repeatable) {
    public Call {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(timeout);
    }

    /** A request that changes nothing, whatever its method. */
    public static Call read(String tenant, String method, String path, @Nullable JsonValue body, Duration timeout) {
        return new Call(tenant, method, path, body, timeout, true);
    }

    /** A request that must not be repeated. */
    public static Call write(String tenant, String method, String path, @Nullable JsonValue body, Duration timeout) {
        return new Call(tenant, method, path, body, timeout, false);
    }

    /** Returns the encoded segments as a path. */
    public static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    /** Returns the encoded query of alternating names and values. */
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
