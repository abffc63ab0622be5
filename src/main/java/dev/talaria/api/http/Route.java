package dev.talaria.api.http;

import dev.talaria.audit.AuditAction;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP method on a path.
 *
 * @param name          its name in {@code /v1/capabilities}, e.g. {@code chat_completions}
 * @param path          a template below the context path, e.g. {@code /v1/models/{model}}
 * @param open          whether it needs no API key
 * @param whileDraining whether it is also served while the server accepts no new work
 * @param audited      what a request does for the audit trail; null if it is not audited
 * @param features      the capability flags that this route makes true
 */
public record Route(String name, String method, String path, boolean open, boolean whileDraining, @Nullable AuditAction audited,
                    Set<String> features, Action action) {
    /** Serves a request; may throw {@link dev.talaria.error.ApiException}. */
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
        return new Route(name, "GET", path, false, false, null, Set.of(), action);
    }

    public static Route post(String name, String path, Action action) {
        return new Route(name, "POST", path, false, false, null, Set.of(), action);
    }

    public static Route patch(String name, String path, Action action) {
        return new Route(name, "PATCH", path, false, false, null, Set.of(), action);
    }

    public static Route delete(String name, String path, Action action) {
        return new Route(name, "DELETE", path, false, false, null, Set.of(), action);
    }

    /** Returns the name of the servlet that serves the route: the first path segment, below {@code /v1} or {@code /api} if it starts so. */
    String group() {
        String[] segments = path.split("/");
        return segments[segments[1].equals("v1") || segments[1].equals("api") ? 2 : 1];
    }

    /** Returns the same route without a key. */
    public Route opened() {
        return new Route(name, method, path, true, true, audited, features, action);
    }

    /** Returns the same route, also served while the server accepts no new work. */
    public Route evenWhileDraining() {
        return new Route(name, method, path, open, true, audited, features, action);
    }

    /** Returns the same route, whose requests are recorded in the audit trail with their result, refused ones too. */
    public Route audited(AuditAction act) {
        return new Route(name, method, path, open, whileDraining, act, features, action);
    }

    public Route with(String... flags) {
        return new Route(name, method, path, open, whileDraining, audited, Set.of(flags), action);
    }
}
