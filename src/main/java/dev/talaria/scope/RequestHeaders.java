package dev.talaria.scope;

import java.util.Objects;

/**
 * Everything a caller said in headers about its session, memory and identity: trimmed, bounded, free of control characters.
 *
 * @param sessionId      null where not sent, as for all others
 * @param sessionKey     sent, or the configured default
 */
public record RequestHeaders(String sessionId, String sessionKey, Identity identity, String idempotencyKey, String lastEventId,
                             Preferences preferences) {
    public static final RequestHeaders NONE = new RequestHeaders(null, null, Identity.NONE, null, null, Preferences.DEFAULT);

    public RequestHeaders {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(preferences);
    }

    /** The same for the session that the path or the body names, which counts before the header. */
    public RequestHeaders inSession(String id) {
        return new RequestHeaders(id, sessionKey, identity, idempotencyKey, lastEventId, preferences);
    }
}
