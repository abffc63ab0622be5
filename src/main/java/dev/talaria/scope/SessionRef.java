package dev.talaria.scope;

import java.util.Objects;

/**
 * The full name of a session. Clients choose ids, so two owners may use the same id for different sessions.
 *
 * @param owner   who may see it within the tenant; empty for the whole tenant
 * @param derived whether the id derives from the first message: such a session only groups turns, and no turn reads its history
 */
public record SessionRef(String tenant, String owner, String id, boolean derived) {
    public SessionRef {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(id);
    }

    public static SessionRef named(String tenant, String owner, String id) {
        return new SessionRef(tenant, owner, id, false);
    }

    /**
     * Returns the session of a request that names none: {@code api-} and 16 hex digits over everything that distinguishes callers, so that
     * different callers who start with the same words get different sessions.
     */
    public static SessionRef derive(Caller caller, String owner, String sessionKey, String userId, String system, String firstUserMessage) {
        String hash = new LengthPrefixed().part(caller.tenant()).part(caller.apiKey()).part(sessionKey).part(userId)
                .part(system).part(firstUserMessage).hex(16);
        return new SessionRef(caller.tenant(), owner, "api-" + hash, true);
    }
}
