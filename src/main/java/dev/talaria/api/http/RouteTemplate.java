package dev.talaria.api.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A route's path, split into segments. Sorts literal segments before parameters at the same position. */
record RouteTemplate(Route route, List<String> segments) implements Comparable<RouteTemplate> {
    RouteTemplate {
        segments = List.copyOf(segments);
    }

    RouteTemplate(Route route) {
        this(route, PathSegments.of(route.path())
                .orElseThrow(() -> new IllegalStateException("a route cannot have the path " + route.path())));
    }

    int size() {
        return segments.size();
    }

    /** Returns a text that is equal for all templates that match the same paths. */
    String shape() {
        return segments.stream().map(segment -> isParameter(segment) ? "{}" : segment).collect(Collectors.joining("/", "/", ""));
    }

    /** Returns the parameters' values; empty if the path does not match. */
    Optional<Map<String, String>> match(List<String> path) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (isParameter(segment)) {
                parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    @Override
    public int compareTo(RouteTemplate other) {
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            int literalFirst = Boolean.compare(isParameter(segments.get(i)), isParameter(other.segments.get(i)));
            if (literalFirst != 0) {
                return literalFirst;
            }
        }
        return Integer.compare(size(), other.size());
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}
