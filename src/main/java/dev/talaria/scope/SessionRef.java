package dev.talaria.scope;

import java.util.Objects;

/**
 * The full name of a session: ids are chosen by clients, so two owners may use the same one for two sessions.
 *
 * @param owner   who may see it within the tenant; empty where the whole tenant may
 * @param derived made up from the first message: such a session only groups turns and is never read back into a turn
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
     * The session of a request that names none: {@code api-} and 16 hex digits over everything that tells callers apart,
     * so that strangers who open with the same words do not meet.
     */
    public static SessionRef derive(Caller caller, String owner, String sessionKey, String userId, String system, String firstUserMessage) {
        String hash = new LengthPrefixed().part(caller.tenant()).part(caller.apiKey()).part(sessionKey).part(userId)
                .part(system).part(firstUserMessage).hex(16);
        return new SessionRef(caller.tenant(), owner, "api-" + hash, true);
    }
}
