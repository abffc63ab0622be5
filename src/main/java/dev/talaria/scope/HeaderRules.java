package dev.talaria.scope;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the callers of an API key may say about session, memory and identity.
 *
 * @param fixed            values that hold whatever is sent, by header name in canonical spelling
 * @param allowed          the session and identity headers that may be sent; empty for all
 * @param sessionKeyPrefix what every session key must begin with; empty for anything
 * @param signedOnly       a user counts only where a signed token vouches for it
 */
public record HeaderRules(Map<String, String> fixed, Set<String> allowed, String sessionKeyPrefix, boolean signedOnly) {
    public static final HeaderRules NONE = new HeaderRules(Map.of(), Set.of(), "", false);

    public HeaderRules {
        fixed = Map.copyOf(fixed);
        allowed = Set.copyOf(allowed);
    }

    public Optional<String> fixedValue(String header) {
        return Optional.ofNullable(fixed.get(header));
    }

    public boolean allows(String header) {
        return allowed.isEmpty() || allowed.contains(header);
    }
}
