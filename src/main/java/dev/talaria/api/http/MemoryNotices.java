package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.run.Run;
import dev.talaria.scope.IdentityPolicy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs once for each API key, by its name, why nothing is remembered for its callers: a client without a session key works, so the operator
 * would not notice. Bounded; safe for many threads.
 */
public final class MemoryNotices {
    private static final System.Logger LOG = System.getLogger(MemoryNotices.class.getName());
    private static final int MAX_KEYS = 1_000;

    private record Told(String tenant, String apiKey) {
    }

    private final Set<Told> told = ConcurrentHashMap.newKeySet();

    /** Logs what is missing if a turn has no memory, although there is a provider and the client did not switch it off. */
    void check(ApiKey key, Run run) {
        boolean none = run.memory() == Run.MemoryState.NONE;
        if (none && told.size() < MAX_KEYS && told.add(new Told(key.tenant().name(), key.name()))) {
            LOG.log(System.Logger.Level.INFO, "memory: none, " + missing(key) + "; see \"Chat UIs\" in the documentation. Logged "
                    + "once for the API key " + key.name() + " of the tenant " + key.tenant().name());
        }
    }

    private static String missing(ApiKey key) {
        if (key.isAnonymous()) {
            return "session keys are refused because no API key is configured (TALARIA_API_KEY)";
        }
        IdentityPolicy policy = key.policy().identity();
        return switch (policy.kind()) {
            case SESSION_KEY, API_KEY ->
                    "no session key (X-Hermes-Session-Key, or a default set by TALARIA_SESSION_KEY_DEFAULT or the key's policy)";
            case USER -> "no user id (X-Hermes-User-Id, X-OpenWebUI-User-Id or the body's user)";
            case USER_AND_CHAT -> "no user id or no chat id (X-Hermes-User-Id and -Chat-Id, or X-OpenWebUI-User-Id and -Chat-Id)";
            case TEMPLATE -> "no value for a header of the template " + policy.template().text();
        };
    }
}
