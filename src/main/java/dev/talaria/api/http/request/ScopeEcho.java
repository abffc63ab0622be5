package dev.talaria.api.http.request;

import dev.talaria.event.ModelRuntime;
import dev.talaria.run.Run;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reply headers that report how a request was understood. The values consist of cleaned text only and hold one char for each byte of
 * their UTF-8, so that a container sends them unchanged.
 */
public final class ScopeEcho {
    private ScopeEcho() {
    }

    /** Returns what is known before the body is read. */
    public static Map<String, String> of(RequestHeaders headers) {
        return echo(headers.sessionId(), headers.sessionKey(), headers.identity());
    }

    public static Map<String, String> of(RequestScope scope) {
        return echo(scope.session().id(), scope.sessionKey(), scope.identity());
    }

    /** Returns all of it; final from the run's first committing event on. */
    public static Map<String, String> of(Run run) {
        return withRun(of(run.scope()), run);
    }

    /** Returns the headers for a reader of a run that another request started; its own request's were sent before. */
    public static Map<String, String> ofReader(Run run) {
        return withRun(ofReader(run.scope().session()), run);
    }

    /** Which model serves is told once its answer has begun: another one may be called until then. */
    private static Map<String, String> withRun(Map<String, String> echo, Run run) {
        echo.put(HeaderNames.RUN_ID, run.id().toString());
        echo.put(HeaderNames.MEMORY, run.memory().name().toLowerCase(Locale.ROOT));
        ModelRuntime runtime = run.runtime();
        if (runtime != null) {
            put(echo, HeaderNames.MODEL, CleanText.hasControl(runtime.model()) ? null : runtime.model());
            put(echo, HeaderNames.PROVIDER, runtime.provider());
        }
        return echo;
    }

    /** Returns the headers for a reader of anything in a session. */
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
