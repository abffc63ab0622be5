package dev.talaria.api.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, without the prefix {@code /p/{agent}} that any path may have.
 *
 * @param agent null if there is no prefix
 * @param rest  still percent-encoded
 */
record AgentPath(@Nullable String agent, String rest) {
    private static final String PREFIX = "/p/";

    /** @param rawPath below the context path, still percent-encoded */
    static AgentPath of(String rawPath) {
        int end = rawPath.startsWith(PREFIX) ? rawPath.indexOf('/', PREFIX.length()) : -1;
        if (end < 0) {
            return new AgentPath(null, rawPath);
        }
        Optional<List<String>> segments = PathSegments.of(rawPath.substring(0, end));
        return segments.map(found -> new AgentPath(found.get(1), rawPath.substring(end))).orElseGet(() -> new AgentPath(null, rawPath));
    }
}
