package dev.talaria.scope;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the callers of an API key may set of session, memory and identity.
 *
 * @param fixed            values that apply whatever is sent, by header name in canonical spelling
 * @param allowed          the session and identity headers that may be sent; empty for all
 * @param sessionKeyPrefix required prefix of every session key; empty for none
 * @param signedOnly       whether a user counts only if a signed token proves it
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
