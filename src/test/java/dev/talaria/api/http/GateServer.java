package dev.talaria.api.http;

import dev.talaria.access.ApiKeys;
import dev.talaria.access.FailedAttempts;
import dev.talaria.access.FileKeys;
import dev.talaria.access.KeyStore;
import dev.talaria.access.RateLimits;
import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.body.RequestBody;
import dev.talaria.api.http.reply.AsyncExchange;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.ClientAddress;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.audit.AuditTrail;
import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.metric.Meters;
import dev.talaria.observe.AccessLog;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import dev.talaria.usage.KeyUseStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The gate before a servlet that reads the body and says which route it was called for, on a real server below {@code /app}. */
final class GateServer implements AutoCloseable {
    static final String KEY = "sk-gate-test";
    static final int BODY_LIMIT = 50_000;
    private static final int TIMEOUT_MILLIS = 10_000;

    final AtomicBoolean draining = new AtomicBoolean();
    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    GateServer(List<String> keys, boolean anonymous) throws Exception {
        var limits = new TalariaConfig.Limits(0, Duration.ZERO, BODY_LIMIT, 1_000_000, 1_000, Duration.ofSeconds(10), Duration.ofHours(1));
        KeepAlive keepAlive = new KeepAlive(Duration.ofHours(1), Duration.ofHours(1), timer, timer);
        BodyReader bodies = new BodyReader(limits, new HeapBudget(1_000_000), keepAlive, timer, timer);
        Route health = Route.get("health", "/health", x -> { }).opened();
        Router router = new Router(List.of(() -> List.of(health, Route.get("model", "/v1/models/{model}", x -> { }),
                Route.post("chat", "/v1/chat/completions", x -> { }), Route.post("stray", "/v1/stray", x -> { }))));
        var auth = new TalariaConfig.Auth(keys.stream().map(Secret::new).toList(), anonymous, Optional.empty(), "auto");
        ApiKeys apiKeys = new ApiKeys(auth, FileKeys.read(Optional.empty()), new KeyStore(database, writer, Clock.systemUTC()),
                Clock.systemUTC());
        Authenticator authenticator = new Authenticator(apiKeys, new FailedAttempts(0, Clock.systemUTC()),
                new RateLimits(Clock.systemUTC()),
                new ClientAddress(List.of()), KeyUseStore.start(database, writer, timer, Clock.systemUTC()), Meters.NONE);
        ApiFilter filter = new ApiFilter(new AccessLog(timer), new RequestMeters(Meters.NONE), router,
                new Cors(List.of("https://ui.example"), Optional.empty()),
                authenticator, new ExchangeServices(new ScopeReader(List.of(), Optional.empty(), ScopeReader.AgentScopes.SHARED), bodies,
                        keepAlive, timer, new StreamLimit(1_000), new MemoryNotices(),
                        new AuditTrail(writer, database.condition(), Clock.systemUTC(), Meters.NONE)), draining::get,
                (agent, key) -> agent.equals("ada"));
        ServletContextHandler context = new ServletContextHandler("/app");
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(new EchoServlet());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/");
        context.addServlet(new ServletHolder("models", new GroupServlet()), "/v1/stray");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    static GateServer keyed() throws Exception {
        return new GateServer(List.of(KEY), false);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/app" + path)).timeout(Duration.ofMillis(TIMEOUT_MILLIS));
    }

    HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + KEY);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends the bytes as they are and reads until the server closes; each char is one byte. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            timer.shutdownNow();
            writer.close();
            database.close();
        }
    }

    private static final class EchoServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Admitted admitted = Admitted.of(request);
            Set<String> parameters = Set.copyOf(admitted.found().parameters().values());
            if (parameters.contains("broken")) {
                throw new IllegalStateException("broken on purpose");
            }
            admitted.services().bodies().read(admitted.incoming(request, response),
                    (body, exchange) -> echo(admitted, body, response, exchange));
        }

        private static void echo(Admitted admitted, RequestBody body, HttpServletResponse response, AsyncExchange exchange) {
            String caller = admitted.key() == null ? "nobody" : admitted.key().name();
            ErrorReply.send(response, Reply.ok(admitted.found().route().name() + " " + caller + " " + body.size()));
            body.close();
            if (exchange != null) {
                exchange.complete();
            }
        }
    }
}
