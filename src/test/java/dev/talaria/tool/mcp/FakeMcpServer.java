package dev.talaria.tool.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A scripted MCP server by streamable HTTP that misbehaves as it is told. */
final class FakeMcpServer implements AutoCloseable {
    /** How requests are answered. */
    enum Mood { WELL, STREAMING, FAILING, BABBLING, SILENT }

    /** What was asked: the method, and what came with it. */
    record Asked(String method, String session, String key, String version, String name, String trace) {
    }

    private final FakeMcp mcp;
    private final boolean stateless;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final int port;
    private volatile HttpServer server;
    volatile Mood mood = Mood.WELL;

    FakeMcpServer() {
        this(false);
    }

    FakeMcpServer(boolean stateless) {
        this.stateless = stateless;
        this.mcp = new FakeMcp(stateless);
        server = begin(0);
        port = server.getAddress().getPort();
    }

    private HttpServer begin(int at) {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 100);
            made.createContext("/mcp", this::handle);
            made.setExecutor(threads);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/mcp";
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Waits until a request with this method has come since the last call. */
    void await(String method) throws InterruptedException {
        String next = arrived.poll(20, TimeUnit.SECONDS);
        while (next != null && !next.equals(method)) {
            next = arrived.poll(20, TimeUnit.SECONDS);
        }
        if (next == null) {
            throw new AssertionError(method + " was not asked for");
        }
    }

    void stop() {
        server.stop(0);
        listeners.clear();
    }

    void restart() {
        sessions.clear();
        server = begin(port);
    }

    void forgetSessions() {
        sessions.clear();
    }

    void addSilently(String tool) {
        mcp.add(tool);
    }

    /** Adds a tool and tells everybody who listens. */
    void grow(String tool) {
        mcp.add(tool);
        listeners.forEach(listener -> {
            try {
                listener.write("event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n"
                        .getBytes(StandardCharsets.UTF_8));
                listener.flush();
            } catch (IOException e) {
                listeners.remove(listener);
            }
        });
    }

    private void handle(HttpExchange exchange) throws IOException {
        String session = header(exchange, "Mcp-Session-Id");
        if (!exchange.getRequestMethod().equals("POST")) {
            unasked(exchange, session);
            return;
        }
        JsonObject request = Json.parse(exchange.getRequestBody().readAllBytes()).asJsonObject();
        String method = request.getString("method");
        asked.add(new Asked(method, session, header(exchange, "Authorization"), header(exchange, "MCP-Protocol-Version"),
                header(exchange, "Mcp-Name"), header(exchange, "traceparent") + header(exchange, "tracestate")));
        arrived.add(method);
        String tool = method.equals("tools/call") ? request.getJsonObject("params").getString("name") : "";
        if (mood == Mood.FAILING) {
            reply(exchange, 500, "text/plain", "broken");
        } else if (mood == Mood.BABBLING) {
            reply(exchange, 200, "application/json", "{\"jsonrpc\":");
        } else if (!stateless && !method.equals("initialize") && !sessions.contains(session)) {
            reply(exchange, 404, "application/json", "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"Session not found\"}}");
        } else if (!request.containsKey("id")) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        } else if (method.equals("subscriptions/listen")) {
            hold(exchange);
        } else if (tool.equals("die")) {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.close();
        } else if (!tool.equals("hang") && mood != Mood.SILENT) {
            if (method.equals("initialize") && !stateless) {
                String id = "session-" + ids.incrementAndGet();
                sessions.add(id);
                exchange.getResponseHeaders().set("Mcp-Session-Id", id);
            }
            if (tool.equals("grow")) {
                grow("extra");
            }
            String answer = mcp.answer(request).toString();
            if (mood == Mood.STREAMING) {
                reply(exchange, 200, "text/event-stream", ": hello\r\n\r\nid: 1\r\ndata: \r\n\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":"
                        + "\"notifications/progress\",\"params\":" + progress(request)
                        + "}\r\n\r\nevent: message\r\ndata: " + answer + "\r\n\r\n");
            } else {
                reply(exchange, 200, "application/json", answer);
            }
        }
    }

    private static JsonObject progress(JsonObject request) {
        JsonObject meta = request.getOrDefault("params", JsonValue.EMPTY_JSON_OBJECT).asJsonObject()
                .getOrDefault("_meta", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
        return !meta.containsKey("progressToken") ? JsonValue.EMPTY_JSON_OBJECT : Json.builders().createObjectBuilder()
                .add("progressToken", meta.get("progressToken")).add("progress", 1).add("total", 4)
                .add("message", "page one, password=hunter22").build();
    }

    private void unasked(HttpExchange exchange, String session) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            asked.add(new Asked("DELETE", session, "", "", "", ""));
            sessions.remove(session);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        } else if (stateless) {
            exchange.sendResponseHeaders(405, -1);
            exchange.close();
        } else {
            hold(exchange);
        }
    }

    private void hold(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(": open\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        listeners.add(exchange.getResponseBody());
        arrived.add("listen");
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void reply(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
