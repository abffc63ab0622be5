package dev.talaria.access;

import dev.talaria.scope.Grants;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.Preferences;
import java.util.Objects;
import java.util.Set;

/**
 * What an API key lets its callers do.
 *
 * @param grants            what its runs may use
 * @param endpoints         names of routes, as the capabilities list them; empty for all
 * @param requestsPerMinute 0 for no rate of its own
 * @param preferences       how its turns are treated where no header says so
 */
public record KeyPolicy(IdentityPolicy identity, Grants grants, Set<String> endpoints, int requestsPerMinute, Preferences preferences) {
    /** Everything, with the session key naming the memory. */
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
