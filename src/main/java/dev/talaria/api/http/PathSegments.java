package dev.talaria.api.http;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.PercentText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a request's path into segments. Rejects everything that two programs could interpret differently: dot segments, empty ones, a
 * trailing slash, path parameters ({@code ;jsessionid=…}), encoded slashes, control characters, malformed escapes.
 */
final class PathSegments {
    private PathSegments() {
    }

    /** Returns the segments, percent-decoded; none for {@code /}; empty if the path is rejected. */
    static Optional<List<String>> of(String rawPath) {
        if (!rawPath.startsWith("/") || rawPath.indexOf(';') >= 0) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        if (rawPath.length() == 1) {
            return Optional.of(segments);
        }
        for (String raw : rawPath.substring(1).split("/", -1)) {
            Optional<String> segment = CleanText.decode(raw).flatMap(PercentText::decode).filter(PathSegments::isPlain);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        return Optional.of(segments);
    }

    private static boolean isPlain(String segment) {
        return !segment.isEmpty() && !segment.equals(".") && !segment.equals("..") && segment.indexOf('/') < 0
                && segment.indexOf('\\') < 0 && !CleanText.hasControl(segment);
    }
}
