package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.error.ErrorCode;
import dev.talaria.observe.AccessLog;
import dev.talaria.scope.Identity;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Collects a request's entry for the access log, and writes it once: when the filter is done with the request, or, if it is asynchronous,
 * when the container is. Filled on the container's thread; the end may come on another.
 */
final class RequestLogEntry {
    private final AccessLog log;
    private final RequestMeters meters;
    private final String requestId;
    private final HttpServletResponse response;
    private final long begun = System.nanoTime();
    private final AtomicBoolean written = new AtomicBoolean();
    private boolean asynchronous;
    private volatile String route;
    private volatile String group;
    private volatile String caller;
    private volatile String user;
    private volatile String trace;
    private volatile String session;
    private volatile String run;

    RequestLogEntry(AccessLog log, RequestMeters meters, String requestId, HttpServletResponse response) {
        this.log = log;
        this.meters = meters;
        this.requestId = requestId;
        this.response = response;
    }

    /** @param of the group of endpoints that serves it */
    void route(String name, String of) {
        route = name;
        group = of;
    }

    void caller(ApiKey key) {
        caller = key.tenant().name() + "/" + key.name();
    }

    /** @param context null for none */
    void trace(@Nullable TraceContext context) {
        trace = context == null ? null : context.traceId();
    }

    void session(SessionRef ref) {
        session = ref.id();
    }

    void user(Identity identity) {
        user = identity.userId().orElse(null);
    }

    void run(String id) {
        run = id;
    }

    /** Counts an error that the client is told. */
    void failed(ErrorCode code) {
        meters.failed(group, code);
    }

    /** Marks the request as asynchronous; call it before anything can complete it. Returns what to run when it is over. */
    Runnable follow() {
        asynchronous = true;
        return this::write;
    }

    /** Writes the entry when the filter is done, unless the request is asynchronous. */
    void finish() {
        if (!asynchronous) {
            write();
        }
    }

    private void write() {
        if (written.compareAndSet(false, true)) {
            long nanos = System.nanoTime() - begun;
            meters.ended(group, response.getStatus(), nanos);
            log.write(new AccessLog.Entry(requestId, trace, session, caller, user, route, response.getStatus(), run,
                    TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }
}
