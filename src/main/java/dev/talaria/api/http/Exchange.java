package dev.talaria.api.http;

import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.EventRenderer;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ResponseChannel;
import dev.talaria.api.http.reply.SseStream;
import dev.talaria.api.http.reply.WholeReply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.BodyReader;
import dev.talaria.api.http.request.RequestBody;
import dev.talaria.api.http.request.ScopeEcho;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.json.JsonBody;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * One request and its reply, as an endpoint sees them. Used on the container's thread; once a reply has been handed over nothing
 * else may be called.
 */
public final class Exchange implements AutoCloseable {
    /** What every exchange of a server shares. */
    record Plumbing(ScopeReader scopes, BodyReader bodies, KeepAlive keepAlive, ScheduledExecutorService timer) {
    }

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Admitted admitted;
    private final Plumbing plumbing;
    private final Map<String, String> extraHeaders = new TreeMap<>();
    private RequestBody bytes;
    private JsonBody body;

    Exchange(HttpServletRequest request, HttpServletResponse response, Plumbing plumbing) {
        this.request = request;
        this.response = response;
        this.admitted = Admitted.of(request);
        this.plumbing = plumbing;
    }

    Route route() {
        return admitted.found().route();
    }

    String requestId() {
        return admitted.requestId();
    }

    /** The path parameter of the route's template, percent-decoded. */
    public String parameter(String name) {
        return admitted.found().parameters().get(name);
    }

    /** A parameter of the query string; empty where it is absent or blank. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(request.getParameter(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The request's body, read, bounded and parsed once. */
    public JsonBody body() {
        if (body == null) {
            body = bytes().parse();
        }
        return body;
    }

    /** SHA-256 of the body's bytes, hex: tells two bodies apart. */
    public String fingerprint() {
        return bytes().fingerprint();
    }

    private RequestBody bytes() {
        if (bytes == null) {
            bytes = plumbing.bodies().read(request, response);
        }
        return bytes;
    }

    public Preferences preferences() {
        return admitted.headers().preferences();
    }

    /** The finished scope of a turn's request. */
    public RequestScope scope(BodyFacts facts) {
        return plumbing.scopes().finish(admitted.requestId(), admitted.caller(), admitted.headers(), facts);
    }

    /** Adds a header to whatever reply follows. */
    public void responseHeader(String name, String value) {
        extraHeaders.put(name, value);
    }

    /** Replies at once, on this thread. */
    public void reply(Reply reply) {
        extraHeaders.forEach(response::setHeader);
        ErrorReply.send(response, reply);
    }

    /** Replies when the stage completes, a failure becoming an error reply. No thread waits; the run goes on without its reader. */
    public void reply(Run run, CompletionStage<Reply> stage) {
        ResponseChannel channel = openChannel();
        WholeReply whole = new WholeReply(channel, headersOf(run));
        channel.start(whole);
        stage.whenComplete((reply, failure) ->
                whole.deliver(failure == null ? reply : ErrorMapper.reply(failure, run.scope().requestId())));
    }

    /** As {@link #reply(Run, CompletionStage)}, for what is no run. */
    public void reply(CompletionStage<Reply> stage) {
        ResponseChannel channel = openChannel();
        WholeReply whole = new WholeReply(channel, () -> extraHeaders);
        channel.start(whole);
        String requestId = requestId();
        stage.whenComplete((reply, failure) -> whole.deliver(failure == null ? reply : ErrorMapper.reply(failure, requestId)));
    }

    /** Streams the run's events; {@code usual} counts where the client said nothing about disconnects. */
    public void stream(Run run, EventRenderer renderer, Preferences.Disconnect usual) {
        ResponseChannel channel = openChannel();
        Preferences.Disconnect onDisconnect = preferences().disconnectOr(usual);
        new SseStream(run, renderer, onDisconnect, headersOf(run), channel, plumbing.keepAlive()).start();
    }

    /**
     * Lets one more reader follow a run, live or over; its leaving changes nothing.
     *
     * @param after the sequence of the last event that the reader has; -1 for none
     */
    public void follow(Run run, EventRenderer renderer, long after) {
        SseStream.joining(run, renderer, after, headersOf(run), openChannel(), plumbing.keepAlive()).start();
    }

    private ResponseChannel openChannel() {
        try {
            return ResponseChannel.open(request.startAsync(), response, plumbing.timer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Supplier<Map<String, String>> headersOf(Run run) {
        return () -> {
            Map<String, String> headers = new TreeMap<>(extraHeaders);
            headers.putAll(ScopeEcho.of(run));
            return headers;
        };
    }

    /** Gives back what the body took; the reply may still be under way. */
    @Override
    public void close() {
        if (bytes != null) {
            bytes.close();
        }
    }
}
