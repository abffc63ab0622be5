package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.outbound.OutboundClient;
import dev.talaria.outbound.RenewedClient;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.TraceContext;
import jakarta.json.JsonObject;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP: each message is a POST, whose reply is one message or a stream of them. What the server sends unasked comes by a GET
 * that stays open, where the server has one. Redirects are not followed: the headers may hold secrets.
 */
final class HttpTransport implements McpTransport {
    private static final int MAX_CONNECTIONS = 64;
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final McpServer.Endpoint.Http endpoint;
    private final Listener listener;
    private final ScheduledExecutorService timer;
    private final RenewedClient client;
    private volatile @Nullable String session;
    private volatile @Nullable ProtocolVersion version;
    private volatile @Nullable Future<?> listening;
    private volatile boolean closed;

    /**
     * @param connect timeout for connecting
     * @param threads creates the one I/O thread, with its context class loader
     * @param timer   never blocked, and not shut down by this
     */
    HttpTransport(McpServer.Endpoint.Http endpoint, Duration connect, Listener listener, ThreadFactory threads,
                  ScheduledExecutorService timer) {
        this.endpoint = endpoint;
        this.listener = listener;
        this.timer = timer;
        this.client = new RenewedClient(threads, made -> OutboundClient.with(MAX_CONNECTIONS, connect, made));
    }

    @Override
    public CompletableFuture<Void> send(JsonObject message, @Nullable TraceContext trace) {
        AsyncRequestBuilder request = request(AsyncRequestBuilder.post(endpoint.url())).addHeader("Accept",
                "application/json, text/event-stream");
        TraceContext.send(trace, request::addHeader);
        if (version != null && version.isStateless()) {
            request.addHeader("Mcp-Method", message.getString("method", ""));
            JsonObject params = message.getJsonObject("params");
            if (params != null && params.containsKey("name")) {
                request.addHeader("Mcp-Name", headerValue(params.getString("name")));
            }
        }
        request.setEntity(Json.bytes(message.toString()), ContentType.APPLICATION_JSON);
        CompletableFuture<Void> exchange = new CompletableFuture<>();
        execute(request, exchange);
        return exchange;
    }

    private AsyncRequestBuilder request(AsyncRequestBuilder request) {
        endpoint.headers().forEach((name, value) -> request.addHeader(name, value.reveal()));
        if (version != null) {
            request.addHeader("MCP-Protocol-Version", version.wire());
        }
        if (session != null) {
            request.addHeader(HttpReply.SESSION, session);
        }
        return request;
    }

    /** Values beyond visible ASCII travel in the form that the specification defines for them. */
    private static String headerValue(String text) {
        boolean plain = text.equals(text.strip()) && text.chars().allMatch(c -> c >= ' ' && c <= '~') && !text.startsWith("=?base64?");
        return plain ? text : "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private void execute(AsyncRequestBuilder request, CompletableFuture<Void> exchange) {
        boolean inSession = session != null;
        try {
            Future<?> sent = client.get().execute(request.build(), new HttpReply(listener, this::began, inSession),
                    new FutureCallback<Optional<McpFault>>() {
                @Override
                public void completed(Optional<McpFault> fault) {
                    fault.ifPresentOrElse(exchange::completeExceptionally, () -> exchange.complete(null));
                }

                @Override
                public void failed(Exception fault) {
                    exchange.completeExceptionally(fault(fault));
                }

                @Override
                public void cancelled() {
                    exchange.completeExceptionally(McpFault.lost("The request was given up"));
                }
            });
            exchange.whenComplete((done, fault) -> sent.cancel(true));
        } catch (IllegalStateException | RejectedExecutionException e) {
            exchange.completeExceptionally(McpFault.lost("The connection is closed"));
        }
    }

    private void began(String id) {
        if (session == null) {
            session = id;
        }
    }

    private static McpFault fault(Exception fault) {
        if (fault instanceof HttpReply.TooLongException) {
            return McpFault.refused("The server's reply is longer than " + MAX_MESSAGE + " bytes");
        }
        if (fault instanceof UnknownHostException) {
            return McpFault.lost("The server's host name cannot be resolved");
        }
        if (fault instanceof ConnectTimeoutException) {
            return McpFault.lost("The server could not be connected in time");
        }
        return McpFault.lost(fault instanceof ConnectException ? "The server refuses connections" : "The server broke the connection off");
    }

    @Override
    public void agreed(ProtocolVersion agreed) {
        version = agreed;
    }

    @Override
    public void finish(CompletableFuture<Void> exchange) {
        if (!exchange.isDone()) {
            schedule(() -> exchange.cancel(true), LINGER);
        }
    }

    private void schedule(Runnable task, Duration pause) {
        try {
            timer.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    @Override
    public void listen() {
        listen(1, false);
    }

    /**
     * @param attempt number of streams that have ended early in a row, this one included
     * @param known   whether the server has answered an earlier attempt with a stream
     */
    private void listen(int attempt, boolean known) {
        if (closed) {
            return;
        }
        long begun = System.nanoTime();
        CompletableFuture<Void> stream = new CompletableFuture<>();
        listening = stream;
        execute(request(AsyncRequestBuilder.get(endpoint.url())).addHeader("Accept", "text/event-stream"), stream);
        stream.whenComplete((done, fault) -> {
            McpFault why = fault == null ? null : McpFault.of(fault);
            boolean none = why != null && why.kind() != McpFault.Kind.LOST && !known;
            if (closed || none || why != null && why.kind() == McpFault.Kind.REFUSED) {
                return;
            }
            if (why != null && (why.kind() == McpFault.Kind.SESSION_GONE || attempt > 1)) {
                listener.lost(why);
                return;
            }
            boolean early = why != null || System.nanoTime() - begun < PAUSES.longest().toNanos();
            int next = early ? attempt + 1 : 1;
            schedule(() -> listen(next, true), PAUSES.after(next));
        });
    }

    /** Servers may keep what belongs to a session until they are told that it is over. */
    private void endSession() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        execute(request(AsyncRequestBuilder.delete(endpoint.url())), end);
        try {
            end.get(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            end.cancel(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        Future<?> stream = listening;
        if (stream != null) {
            stream.cancel(true);
        }
        if (session != null) {
            endSession();
        }
        client.close();
    }
}
