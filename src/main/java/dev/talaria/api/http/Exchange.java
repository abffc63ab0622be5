package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.access.Rights;
import dev.talaria.api.http.body.RequestBody;
import dev.talaria.api.http.reply.AsyncExchange;
import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.EventRenderer;
import dev.talaria.api.http.reply.LinesReply;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyHead;
import dev.talaria.api.http.reply.ResponseChannel;
import dev.talaria.api.http.reply.SseStream;
import dev.talaria.api.http.reply.WholeReply;
import dev.talaria.api.http.request.AddressList;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.ClientAddress;
import dev.talaria.api.http.request.QueryText;
import dev.talaria.api.http.request.ScopeEcho;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.audit.AuditAction;
import dev.talaria.audit.AuditEvent;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.JsonBody;
import dev.talaria.run.Run;
import dev.talaria.scope.AgentScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request with its whole body, and its reply, as endpoints see them. Used by one thread: the container's, or one of ours if the body
 * had to be awaited. After a reply was handed over nothing else may be called.
 */
public final class Exchange {
    /** Reply length in characters that never blocks a container thread, whatever the client does: the system buffers it. */
    private static final int SENT_AT_ONCE = 8 * 1024;
    private static final Duration MEMORY_RETRY = Duration.ofSeconds(1);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Admitted admitted;
    private final boolean head;
    private final String queryString;
    private final ExchangeServices services;
    private final Map<String, String> extraHeaders = new TreeMap<>();
    private RequestBody bytes;
    private JsonBody body;
    /** Null while the request is synchronous: the container then completes it when the servlet returns. */
    private AsyncExchange exchange;
    /** Null until it is opened. */
    private ResponseChannel channel;
    /** What the audit trail says of the request beside its route; null for the caller's tenant and for the path's parameter. */
    private volatile String auditedTenant;
    private volatile String auditedObject;
    /** The code of the error that is replied; null for none. */
    private volatile String failure;
    private final AtomicBoolean auditDone = new AtomicBoolean();

    Exchange(HttpServletRequest request, HttpServletResponse response, Admitted admitted) {
        this.request = request;
        this.response = response;
        this.admitted = admitted;
        this.services = admitted.services();
        this.head = request.getMethod().equals("HEAD");
        this.queryString = request.getQueryString();
    }

    /**
     * Calls the route's action; any failure becomes a reply.
     *
     * @param body         the whole body; released at the end, unless a reply still needs it
     * @param asynchronous set for a request that had to wait for its body; null on the container's thread
     */
    void serve(RequestBody body, AsyncExchange asynchronous) {
        bytes = body;
        exchange = asynchronous;
        try {
            admitted.found().route().action().serve(this);
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            giveBack();
        }
    }

    private String requestId() {
        return admitted.requestId();
    }

    /** Returns a path parameter of the route's template, percent-decoded. */
    public String parameter(String name) {
        return admitted.found().parameters().get(name);
    }

    /** Returns the request's body, read, bounded and parsed once. */
    public JsonBody body() {
        if (body == null) {
            body = bytes.parse();
        }
        return body;
    }

    /** As {@link #body()}, but returns an empty object for an absent body. */
    public JsonBody bodyOrEmpty() {
        return bytes.size() == 0 ? JsonBody.of(JsonObject.EMPTY_JSON_OBJECT, "") : body();
    }

    /** Returns a parameter of the query, percent-decoded; empty if it is absent, blank or not UTF-8. */
    public Optional<String> query(String name) {
        return QueryText.find(queryString, name);
    }

    /** Returns the SHA-256 of the body's bytes, in hex, after the agent that the path names. */
    public String fingerprint() {
        String fingerprint = bytes.fingerprint();
        return agent() == null ? fingerprint : agent() + ":" + fingerprint;
    }

    public Preferences preferences() {
        return admitted.headers().preferences();
    }

    /** Returns the trace that the request belongs to; null for none. */
    public @Nullable TraceContext trace() {
        return admitted.headers().trace();
    }

    /** Returns the API key of the request; null on a route that needs none. */
    public ApiKey key() {
        return admitted.key();
    }

    /** @throws dev.talaria.error.ApiException {@code permission_denied} if the API key has fewer rights */
    public void require(Rights least) {
        if (!key().rights().include(least)) {
            throw ErrorCode.PERMISSION_DENIED.because("This API key may not do that: it requires the rights " + least.wire());
        }
    }

    /** Returns the complete scope of a turn's request, or with {@link BodyFacts#NONE} of any other: who asks, and what it owns. */
    public RequestScope scope(BodyFacts facts) {
        return finish(admitted.headers(), facts, AgentScope.within(agent()));
    }

    /** As {@link #scope(BodyFacts)}, for a turn of an agent. */
    public RequestScope scope(BodyFacts facts, String agent) {
        return finish(admitted.headers(), facts, AgentScope.within(agent()).answeredBy(agent));
    }

    /** As {@link #scope(BodyFacts)}, for a session from the path. */
    public RequestScope scope(String session, BodyFacts facts) {
        return finish(ScopeReader.inSession(key(), admitted.headers(), session), facts, AgentScope.within(agent()));
    }

    /** As {@link #scope(String, BodyFacts)}, for a turn of an agent. */
    public RequestScope scope(String session, BodyFacts facts, String agent) {
        return finish(ScopeReader.inSession(key(), admitted.headers(), session), facts, AgentScope.within(agent()).answeredBy(agent));
    }

    /** Returns the agent that the path names; null for none. */
    public @Nullable String agent() {
        return admitted.agent();
    }

    private RequestScope finish(RequestHeaders headers, BodyFacts facts, AgentScope agents) {
        RequestScope scope = services.scopes().finish(admitted.requestId(), admitted.key(), headers, facts, agents);
        admitted.log().user(scope.identity());
        admitted.log().session(scope.session());
        return scope;
    }

    /** Returns a header of another protocol than ours, as it was sent, without blanks around it; empty if it is absent or sent twice. */
    public Optional<String> header(String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        return values.size() == 1 ? Optional.of(values.get(0).strip()) : Optional.empty();
    }

    /** Returns whether the client's address is listed. */
    public boolean isFrom(AddressList list, ClientAddress addresses) {
        return addresses.isIn(list, request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
    }

    /** Returns the last event that the client has, by its own report. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(admitted.headers().lastEventId());
    }

    /** Adds the session's headers to the reply that follows. */
    public void echo(SessionRef session) {
        extraHeaders.putAll(ScopeEcho.ofReader(session));
    }

    /** Adds a header to the reply that follows. */
    public void responseHeader(String name, String value) {
        extraHeaders.put(name, value);
    }

    /** Replies at once: a small reply synchronously if this is the container's thread, any other as fast as the client reads it. */
    public void reply(Reply reply) {
        if (exchange != null || reply.json().length() > SENT_AT_ONCE && !head) {
            reply(CompletableFuture.completedStage(reply));
            return;
        }
        audit(reply);
        extraHeaders.forEach(response::setHeader);
        ErrorReply.send(response, reply);
    }

    /** Replies when the stage completes; a failure becomes an error reply. No thread waits; the run continues if its reader leaves. */
    public void reply(Run run, CompletionStage<Reply> stage) {
        holdFor(run);
        reply(stage, headersOf(run), run.scope().requestId());
    }

    /** As {@link #reply(Run, CompletionStage)}, without a run. The body counts against the budget until then. */
    public void reply(CompletionStage<Reply> stage) {
        RequestBody held = bytes;
        bytes = null;
        if (held != null) {
            stage.whenComplete((reply, failure) -> held.close());
        }
        reply(stage, () -> extraHeaders, requestId());
    }

    /** The run's input stays in memory until the run has ended, and is counted until then. */
    private void holdFor(Run run) {
        RequestBody held = bytes;
        if (held != null && held.size() > 0) {
            bytes = null;
            held.releaseTree();
            run.ending().whenComplete((end, fault) -> held.close());
        }
    }

    private void reply(CompletionStage<Reply> stage, Supplier<Map<String, String>> headers, String requestId) {
        ResponseChannel opened = openChannel();
        WholeReply whole = new WholeReply(opened, headers);
        opened.start(whole);
        try {
            stage.whenComplete((reply, failure) -> whole.deliver(audited(failure == null ? reply : failed(failure, requestId))));
        } catch (RuntimeException | Error e) {
            whole.deliver(audited(failed(e, requestId)));
        }
    }

    /**
     * Replies with the result of a memory call, which may take long: no container thread waits for it.
     *
     * @param executor runs the call; bounded
     * @throws dev.talaria.error.ApiException {@code memory_unavailable} if the executor rejects it
     */
    public void replyFromMemory(Supplier<Reply> call, Executor executor) {
        CompletableFuture<Reply> asked;
        try {
            asked = CompletableFuture.supplyAsync(call, executor);
        } catch (RejectedExecutionException e) {
            throw ErrorCode.MEMORY_UNAVAILABLE.because("Too many calls are waiting for the memory; try again in a moment", e)
                    .withRetryAfter(MEMORY_RETRY);
        }
        reply(asked);
    }

    /** Streams the run's events; {@code usual} applies if the client sent no preference for disconnects. */
    public void stream(Run run, EventRenderer renderer, Preferences.Disconnect usual) {
        holdFor(run);
        run.ending().thenAccept(end -> end.failure().ifPresent(problem -> admitted.log().failed(problem.code())));
        Preferences.Disconnect onDisconnect = preferences().disconnectOr(usual);
        Supplier<Map<String, String>> headers = headersOf(run);
        new SseStream(run, renderer, onDisconnect, headers, openChannel()).start();
    }

    /**
     * Streams a live or ended run to one more reader. The run continues if this reader leaves. A HEAD request gets the headers only.
     *
     * @param after the reader's last sequence number; -1 for none
     */
    public void follow(Run run, EventRenderer renderer, long after) {
        services.streams().check(services.keepAlive().open());
        holdFor(run);
        Supplier<Map<String, String>> headers = () -> {
            Map<String, String> all = new TreeMap<>(extraHeaders);
            all.putAll(ScopeEcho.ofReader(run));
            return all;
        };
        if (head && exchange == null) {
            new ReplyHead(response).stream(headers.get());
        } else if (head) {
            reply(new Reply(HttpServletResponse.SC_OK, "", headers.get()));
        } else {
            SseStream.joining(run, renderer, after, headers, openChannel()).start();
        }
    }

    /**
     * Replies in JSON Lines, produced as the client reads them.
     *
     * @param pieces   returns whole lines, one call at a time; empty at the end
     * @param executor produces the pieces, which may block
     */
    public void replyInLines(Supplier<Optional<String>> pieces, Executor executor) {
        services.streams().check(services.keepAlive().open());
        audit(AuditEvent.OK);
        ResponseChannel opened = openChannel();
        opened.start(new LinesReply(opened, pieces, executor, extraHeaders, requestId()));
    }

    /**
     * Replies to an endpoint's fault. Ends a reply without a channel here: between the start of the asynchronous exchange and that of its
     * channel nothing else would. A started channel reports its own faults.
     */
    private void fail(Throwable fault) {
        Reply reply = failed(fault, requestId());
        if (exchange == null) {
            reply(reply);
        } else if (channel == null) {
            replyOrAbandon(reply);
        } else if (!channel.isStarted()) {
            abandon(reply);
        }
    }

    private Reply failed(Throwable fault, String request) {
        Problem problem = ErrorMapper.problem(fault, request);
        admitted.log().failed(problem.code());
        failure = problem.code().code();
        return ErrorMapper.reply(problem);
    }

    /** Names the object that the audit trail shows for this request, and its tenant; before the reply. */
    public void audits(String tenant, String object) {
        auditedTenant = tenant;
        auditedObject = object;
    }

    private Reply audited(Reply reply) {
        audit(reply);
        return reply;
    }

    private void audit(Reply reply) {
        String code = failure;
        audit(code != null ? code : reply.status() < HttpServletResponse.SC_BAD_REQUEST ? AuditEvent.OK : Integer.toString(reply.status()));
    }

    /** Records an audited request, once. */
    private void audit(String result) {
        AuditAction act = admitted.found().route().audited();
        if (act == null || key() == null || auditDone.getAndSet(true)) {
            return;
        }
        String own = key().tenant().name();
        String object = auditedObject != null ? auditedObject
                : admitted.found().parameters().isEmpty() ? null : String.join("/", admitted.found().parameters().values());
        services.audit().record(auditedTenant == null ? own : auditedTenant, own, key().name(), act, object, result, requestId());
    }

    private void replyOrAbandon(Reply reply) {
        try {
            reply(reply);
        } catch (RuntimeException | Error e) {
            abandon(reply);
        }
    }

    /** The last resort: the container accepts no listener. */
    private void abandon(Reply reply) {
        extraHeaders.forEach(response::setHeader);
        ErrorReply.send(response, reply);
        if (channel == null) {
            exchange.complete();
        } else {
            channel.abandon();
        }
    }

    private ResponseChannel openChannel() {
        try {
            if (exchange == null) {
                exchange = AsyncExchange.begin(request, response, admitted.log()::follow);
            }
            channel = ResponseChannel.open(exchange, services.keepAlive(), services.timer());
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Supplier<Map<String, String>> headersOf(Run run) {
        admitted.log().run(run.id().toString());
        services.notices().check(key(), run);
        return () -> {
            Map<String, String> headers = new TreeMap<>(extraHeaders);
            headers.putAll(ScopeEcho.of(run));
            return headers;
        };
    }

    /** The reply may still be in progress. */
    private void giveBack() {
        if (bytes != null) {
            bytes.close();
        }
    }
}
