package dev.talaria.scope;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of a request's headers about session, memory and identity, and its trace: trimmed, bounded, free of control
 * characters.
 *
 * @param sessionId  null if not sent, as for all others
 * @param sessionKey as sent, or the configured default
 */
public record RequestHeaders(@Nullable String sessionId, @Nullable String sessionKey, Identity identity, @Nullable String idempotencyKey,
                             @Nullable String lastEventId, Preferences preferences, @Nullable TraceContext trace) {
    public static final RequestHeaders NONE = new RequestHeaders(null, null, Identity.NONE, null, null, Preferences.DEFAULT, null);

    public RequestHeaders {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(preferences);
    }

    /** Returns these headers with the session that the path or the body names, which takes precedence over the header. */
    public RequestHeaders inSession(String id) {
        return new RequestHeaders(id, sessionKey, identity, idempotencyKey, lastEventId, preferences, trace);
    }
}
