package dev.talaria.api.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the route of a request. Built once from all endpoints; immutable. */
public final class Router {
    /** The result of a look-up. */
    sealed interface Match {
    }

    /** @param parameters the template's parameters by name, percent-decoded */
    record Found(Route route, Map<String, String> parameters) implements Match {
        Found {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * The path exists, but not with this method.
     *
     * @param allow all its methods, sorted
     */
    record OtherMethod(Set<String> allow) implements Match {
    }

    /** The path does not exist. */
    record NoPath() implements Match {
    }

    private static final NoPath NO_PATH = new NoPath();

    private final List<Route> routes;
    /** By number of segments, literal segments before parameters. */
    private final Map<Integer, List<RouteTemplate>> templates;

    /** @throws IllegalStateException if two routes have the same method and path */
    public Router(List<Endpoint> endpoints) {
        routes = endpoints.stream().flatMap(endpoint -> endpoint.routes().stream()).toList();
        Set<String> seen = new HashSet<>();
        List<RouteTemplate> all = new ArrayList<>();
        for (Route route : routes) {
            RouteTemplate template = new RouteTemplate(route);
            if (!seen.add(route.method() + " " + template.shape())) {
                throw new IllegalStateException("two routes for " + route.method() + " " + route.path());
            }
            all.add(template);
        }
        templates = all.stream().sorted().collect(Collectors.groupingBy(RouteTemplate::size));
    }

    public List<Route> routes() {
        return routes;
    }

    /** @param rawPath the request's path below the context path, still percent-encoded */
    Match match(String method, String rawPath) {
        Optional<List<String>> segments = PathSegments.of(rawPath);
        if (segments.isEmpty()) {
            return NO_PATH;
        }
        Set<String> allow = new TreeSet<>();
        Optional<Found> get = Optional.empty();
        for (RouteTemplate template : templates.getOrDefault(segments.get().size(), List.of())) {
            Optional<Map<String, String>> parameters = template.match(segments.get());
            if (parameters.isEmpty()) {
                continue;
            }
            Route route = template.route();
            if (route.method().equals(method)) {
                return new Found(route, parameters.get());
            }
            if (get.isEmpty() && route.method().equals("GET")) {
                get = parameters.map(values -> new Found(route, values));
            }
            allow.add(route.method());
        }
        if (method.equals("HEAD") && get.isPresent()) {
            return get.get();
        }
        return allow.isEmpty() ? NO_PATH : new OtherMethod(completed(allow));
    }

    private static Set<String> completed(Set<String> methods) {
        Set<String> allow = new TreeSet<>(methods);
        if (allow.contains("GET")) {
            allow.add("HEAD");
        }
        allow.add("OPTIONS");
        return allow;
    }
}
