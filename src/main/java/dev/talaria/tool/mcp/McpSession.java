package dev.talaria.tool.mcp;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.text.Truncation;
import dev.talaria.tool.ToolContext;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session with one MCP server: the handshake, requests and their replies, and what the server says unasked. Safe for many threads. */
final class McpSession implements McpTransport.Listener, AutoCloseable {
    private static final String META = "io.modelcontextprotocol/";
    private static final int MAX_PAGES = 20;
    private static final int MAX_WORDS = 1_000;
    private static final long METHOD_NOT_FOUND = -32_601;

    /** What a session tells its owner. Called on threads that must not be blocked. */
    interface Owner {
        void toolsChanged();

        void lost(McpFault why);
    }

    /** Opens the transport of a session. */
    interface Opener {
        McpTransport open(McpTransport.Listener listener) throws McpFault;
    }

    private final Owner owner;
    private final JsonObject client;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();
    /** Who reads the progress of calls under way, by their tokens. */
    private final Map<Long, ToolContext.ProgressReader> readers = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private volatile @Nullable McpTransport transport;
    private volatile ProtocolVersion version = ProtocolVersion.V2025_11_25;
    private volatile @Nullable CompletableFuture<Void> subscription;
    private volatile boolean closed;

    /** @param clientVersion this program's, which servers are told */
    McpSession(Owner owner, String clientVersion) {
        this.owner = owner;
        this.client = Json.builders().createObjectBuilder().add("name", "talaria").add("version", clientVersion).build();
    }

    /**
     * Connects; blocks. A server that refuses the handshake is asked in the newer way, which has none.
     *
     * @param timeout bounds each request
     */
    void open(Opener opener, Duration timeout) throws McpFault {
        McpTransport opened = opener.open(this);
        transport = opened;
        if (closed) {
            opened.close();
            throw McpFault.lost("The connection is closed");
        }
        try {
            handshake(opened, timeout);
        } catch (McpFault refused) {
            if (refused.kind() != McpFault.Kind.REFUSED || !discovered(opened, timeout)) {
                throw refused;
            }
        }
    }

    private void handshake(McpTransport through, Duration timeout) throws McpFault {
        JsonObject result = request("initialize", Json.builders().createObjectBuilder().add("protocolVersion", version.wire())
                .add("capabilities", JsonValue.EMPTY_JSON_OBJECT).add("clientInfo", client).build(), timeout, null);
        String agreed = result.getString("protocolVersion", "");
        version = ProtocolVersion.of(agreed).filter(known -> !known.isStateless())
                .orElseThrow(() -> McpFault.lost("The server speaks another version of the protocol: " + Truncation.marked(agreed, 40)));
        if (version.compareTo(ProtocolVersion.V2025_06_18) >= 0) {
            through.agreed(version);
        }
        await(through.send(notification("notifications/initialized", JsonValue.EMPTY_JSON_OBJECT)), timeout);
        through.listen();
    }

    private static void await(CompletableFuture<Void> taken, Duration timeout) throws McpFault {
        try {
            taken.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new McpFault(McpFault.Kind.LATE, "The server did not take the end of the handshake in time");
        } catch (ExecutionException e) {
            throw McpFault.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new McpFault(McpFault.Kind.CANCELLED, "The connection was given up");
        }
    }

    private boolean discovered(McpTransport through, Duration timeout) {
        version = ProtocolVersion.V2026_07_28;
        through.agreed(version);
        try {
            JsonObject found = request("server/discover", JsonValue.EMPTY_JSON_OBJECT, timeout, null);
            if (found.get("supportedVersions") instanceof JsonArray versions && versions.contains(Json.string(version.wire()))) {
                subscribe(through);
                return true;
            }
            return false;
        } catch (McpFault none) {
            return false;
        }
    }

    /** Without a session, what the server says unasked is the reply to a request that stays open. */
    private void subscribe(McpTransport through) {
        JsonObject wanted = Json.builders().createObjectBuilder().add("notifications",
                Json.builders().createObjectBuilder().add("toolsListChanged", true)).build();
        subscription = through.send(message("subscriptions/listen", wanted).add("id", ids.incrementAndGet()).build());
    }

    /** Subscribes again if the subscription has ended. */
    void resubscribe() {
        CompletableFuture<Void> current = subscription;
        if (current != null && current.isDone()) {
            through(this::subscribe);
        }
    }

    /** Returns the server's tools as it describes them; blocks. Those beyond some twenty pages are left out. */
    List<JsonObject> tools(Duration timeout) throws McpFault {
        List<JsonObject> tools = new ArrayList<>();
        JsonObject params = JsonValue.EMPTY_JSON_OBJECT;
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonObject result = request("tools/list", params, timeout, null);
            if (!(result.get("tools") instanceof JsonArray listed)) {
                throw McpFault.refused("The server's list of tools is none");
            }
            listed.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).forEach(tools::add);
            if (!(result.get("nextCursor") instanceof JsonString cursor)) {
                return tools;
            }
            params = Json.builders().createObjectBuilder().add("cursor", cursor).build();
        }
        return tools;
    }

    /** Calls a tool and returns the result; blocks. */
    JsonObject call(String tool, JsonObject arguments, Duration timeout, ToolContext context) throws McpFault {
        long token = tokens.incrementAndGet();
        readers.put(token, context.progress());
        try {
            return request("tools/call", Json.builders().createObjectBuilder().add("name", tool).add("arguments", arguments)
                    .add("_meta", Json.builders().createObjectBuilder().add("progressToken", token)).build(), timeout,
                    context);
        } finally {
            readers.remove(token);
        }
    }

    private void progressed(JsonObject params) {
        ToolContext.ProgressReader reader = params.get("progressToken") instanceof JsonNumber token ? readers.get(token.longValue()) : null;
        if (reader != null && params.get("progress") instanceof JsonNumber done) {
            reader.progressed(done.doubleValue(), params.get("total") instanceof JsonNumber total ? total.doubleValue() : 0,
                    params.get("message") instanceof JsonString text ? text.getString() : null);
        }
    }

    @SuppressWarnings("try") // The registration is there to be closed.
    private JsonObject request(String method, JsonObject params, Duration timeout, @Nullable ToolContext context) throws McpFault {
        McpTransport through = transport;
        if (through == null || closed) {
            throw McpFault.lost("The connection is closed");
        }
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> reply = new CompletableFuture<>();
        pending.put(id, reply);
        CompletableFuture<Void> exchange = through.send(message(method, params).add("id", id).build(),
                context == null ? null : context.scope().trace());
        exchange.whenComplete((done, fault) -> reply.completeExceptionally(fault == null
                ? McpFault.refused("The server ended its reply without an answer") : McpFault.of(fault)));
        try (Cancellation.Registration registered = context == null ? () -> { }
                : context.cancellation().onCancel(() -> reply.cancel(false))) {
            JsonObject answer = reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            through.finish(exchange);
            return result(answer);
        } catch (TimeoutException e) {
            giveUp(through, method, id, "There was no answer in time", exchange);
            throw new McpFault(McpFault.Kind.LATE, "There was no answer within " + timeout.toMillis() + " ms");
        } catch (CancellationException e) {
            giveUp(through, method, id, "The user stopped it", exchange);
            throw new McpFault(McpFault.Kind.CANCELLED, "The call was stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new McpFault(McpFault.Kind.CANCELLED, "The call was stopped");
        } catch (ExecutionException e) {
            throw McpFault.of(e);
        } finally {
            pending.remove(id);
        }
    }

    private static JsonObject result(JsonObject reply) throws McpFault {
        if (reply.get("error") instanceof JsonObject error) {
            String words = error.get("message") instanceof JsonString text ? text.getString() : "The server answered with an error";
            throw McpFault.refused(Truncation.marked(words, MAX_WORDS));
        }
        if (reply.get("result") instanceof JsonObject result) {
            return result;
        }
        throw McpFault.refused("The server's answer has no result");
    }

    /** Without a handshake, closing the reply is the cancellation over HTTP; the notification does no harm there, but is not defined. */
    private void giveUp(McpTransport through, String method, long id, String why, CompletableFuture<Void> exchange) {
        exchange.cancel(true);
        if (!method.equals("initialize") && (!version.isStateless() || through instanceof StdioTransport)) {
            through.send(notification("notifications/cancelled", Json.builders().createObjectBuilder().add("requestId", id)
                    .add("reason", why).build()));
        }
    }

    private JsonObject notification(String method, JsonObject params) {
        return message(method, params).build();
    }

    private JsonObjectBuilder message(String method, JsonObject params) {
        JsonObjectBuilder message = Json.builders().createObjectBuilder().add("jsonrpc", "2.0").add("method", method);
        if (version.isStateless()) {
            JsonObject meta = params.get("_meta") instanceof JsonObject own ? own : JsonValue.EMPTY_JSON_OBJECT;
            return message.add("params", Json.builders().createObjectBuilder(params).add("_meta", Json.builders().createObjectBuilder(meta)
                    .add(META + "protocolVersion", version.wire()).add(META + "clientInfo", client)
                    .add(META + "clientCapabilities", JsonValue.EMPTY_JSON_OBJECT)));
        }
        return params.isEmpty() ? message : message.add("params", params);
    }

    @Override
    public void message(JsonObject message) {
        JsonValue id = message.getOrDefault("id", JsonValue.NULL);
        if (message.get("method") instanceof JsonString method) {
            if (id != JsonValue.NULL) {
                answer(method.getString(), id);
            } else if (method.getString().equals("notifications/tools/list_changed")) {
                owner.toolsChanged();
            } else if (method.getString().equals("notifications/progress")
                    && message.get("params") instanceof JsonObject params) {
                progressed(params);
            }
            return;
        }
        CompletableFuture<JsonObject> waiting = id instanceof JsonNumber number ? pending.get(number.longValue()) : null;
        if (waiting != null) {
            waiting.complete(message);
        }
    }

    /** The server may ask whether this side is there; nothing else was offered to it. */
    private void answer(String method, JsonValue id) {
        JsonObjectBuilder reply = Json.builders().createObjectBuilder().add("jsonrpc", "2.0").add("id", id);
        if (method.equals("ping")) {
            reply.add("result", JsonValue.EMPTY_JSON_OBJECT);
        } else {
            reply.add("error", Json.builders().createObjectBuilder().add("code", METHOD_NOT_FOUND)
                    .add("message", "This client does not offer " + Truncation.marked(method, 100)));
        }
        through(open -> open.send(reply.build()));
    }

    @Override
    public void skipped(McpFault why) {
        pending.values().forEach(waiting -> waiting.completeExceptionally(why));
    }

    @Override
    public void lost(McpFault why) {
        skipped(why);
        owner.lost(why);
    }

    ProtocolVersion version() {
        return version;
    }

    private void through(Consumer<McpTransport> use) {
        McpTransport open = transport;
        if (open != null) {
            use.accept(open);
        }
    }

    /** Ends it, with everything that waits for an answer; blocks for a few seconds at most. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<Void> listening = subscription;
        if (listening != null) {
            listening.cancel(true);
        }
        through(McpTransport::close);
        skipped(McpFault.lost("The connection is closed"));
    }
}
