package dev.talaria.api.http;

import java.util.Objects;
import java.util.Set;

/**
 * One method on one path.
 *
 * @param name          as {@code /v1/capabilities} lists it, e.g. {@code chat_completions}
 * @param path          a template below the context path, e.g. {@code /v1/models/{model}}
 * @param open          needs no API key
 * @param whileDraining is answered, too, while the server takes no new work on
 * @param features      the capability flags that are true because this route exists
 */
public record Route(String name, String method, String path, boolean open, boolean whileDraining, Set<String> features,
                    Action action) {
    /** What a route does with a request; it may throw {@link dev.talaria.error.ApiException}. */
    @FunctionalInterface
    public interface Action {
        void serve(Exchange exchange);
    }

    public Route {
        Objects.requireNonNull(name);
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(action);
        features = Set.copyOf(features);
    }

    public static Route get(String name, String path, Action action) {
        return new Route(name, "GET", path, false, false, Set.of(), action);
    }

    public static Route post(String name, String path, Action action) {
        return new Route(name, "POST", path, false, false, Set.of(), action);
    }

    public static Route patch(String name, String path, Action action) {
        return new Route(name, "PATCH", path, false, false, Set.of(), action);
    }

    public static Route delete(String name, String path, Action action) {
        return new Route(name, "DELETE", path, false, false, Set.of(), action);
    }

    /** The servlet that serves the route: the first segment below {@code /v1} or {@code /api}, or of all. */
    String group() {
        String[] segments = path.split("/");
        return segments[segments[1].equals("v1") || segments[1].equals("api") ? 2 : 1];
    }

    /** The same route without a key. */
    public Route opened() {
        return new Route(name, method, path, true, true, features, action);
    }

    /** The same route, answered too while the server takes no new work on. */
    public Route evenWhileDraining() {
        return new Route(name, method, path, open, true, features, action);
    }

    public Route with(String... flags) {
        return new Route(name, method, path, open, whileDraining, Set.of(flags), action);
    }
}
