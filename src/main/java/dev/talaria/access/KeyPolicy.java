package dev.talaria.access;

import dev.talaria.scope.Grants;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.Preferences;
import java.util.Objects;
import java.util.Set;

/**
 * What an API key permits.
 *
 * @param grants            what its runs may use
 * @param endpoints         names of routes, as in the capabilities; empty for all
 * @param requestsPerMinute 0 for no limit of its own
 * @param preferences       the defaults for its turns if no header sets them
 */
public record KeyPolicy(IdentityPolicy identity, Grants grants, Set<String> endpoints, int requestsPerMinute, Preferences preferences) {
    /** Permits everything; the session key names the memory. */
    public static final KeyPolicy OPEN = new KeyPolicy(IdentityPolicy.SESSION_KEY, Grants.ALL, Set.of(), 0, Preferences.DEFAULT);

    public KeyPolicy {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(grants);
        endpoints = Set.copyOf(endpoints);
        Objects.requireNonNull(preferences);
    }

    public KeyPolicy with(IdentityPolicy other) {
        return new KeyPolicy(other, grants, endpoints, requestsPerMinute, preferences);
    }

    public KeyPolicy with(Preferences other) {
        return new KeyPolicy(identity, grants, endpoints, requestsPerMinute, other);
    }

    public boolean allowsEndpoint(String route) {
        return endpoints.isEmpty() || endpoints.contains(route);
    }
}
