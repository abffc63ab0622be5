package dev.talaria.api.http.request;

import dev.talaria.run.Run;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reply headers that tell a caller what was understood. The values are made of cleaned text only and hold one char
 * for each byte of its UTF-8, so that a container sends them as they came.
 */
public final class ScopeEcho {
    private ScopeEcho() {
    }

    /** What is known before the body. */
    public static Map<String, String> of(RequestHeaders headers) {
        return echo(headers.sessionId(), headers.sessionKey(), headers.identity());
    }

    public static Map<String, String> of(RequestScope scope) {
        return echo(scope.session().id(), scope.sessionKey(), scope.identity());
    }

    /** Everything; final once the run's first committing event is there. */
    public static Map<String, String> of(Run run) {
        Map<String, String> echo = of(run.scope());
        echo.put(HeaderNames.RUN_ID, run.id().toString());
        echo.put(HeaderNames.MEMORY, run.memory().name().toLowerCase(Locale.ROOT));
        return echo;
    }

    /** What a reader of somebody's run is told; about itself it has been told before. */
    public static Map<String, String> ofReader(Run run) {
        Map<String, String> echo = ofReader(run.scope().session());
        echo.put(HeaderNames.RUN_ID, run.id().toString());
        echo.put(HeaderNames.MEMORY, run.memory().name().toLowerCase(Locale.ROOT));
        return echo;
    }

    /** What a reader of anything in a session is told. */
    public static Map<String, String> ofReader(SessionRef session) {
        return echo(session.id(), null, Identity.NONE);
    }

    private static Map<String, String> echo(String sessionId, String sessionKey, Identity identity) {
        Map<String, String> echo = new TreeMap<>();
        put(echo, HeaderNames.SESSION_ID, sessionId);
        put(echo, HeaderNames.SESSION_KEY, sessionKey);
        identity.headers().forEach((name, value) -> put(echo, name, value));
        return echo;
    }

    private static void put(Map<String, String> echo, String name, String value) {
        if (value != null) {
            echo.put(name, CleanText.encode(value));
        }
    }
}
