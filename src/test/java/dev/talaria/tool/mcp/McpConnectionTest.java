package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.AgentScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.TraceContext;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.LogLines;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection without a server around it, at a pace that suits a test. */
class McpConnectionTest {
    private final FakeMcpServer mcp = new FakeMcpServer();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LogLines log = LogLines.of(McpConnection.class);

    @AfterEach
    void close() {
        log.close();
        mcp.close();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private McpConnection connected(Duration connect, Duration refresh) {
        McpServer server = new McpServer("fake", "Fake", new McpServer.Endpoint.Http(URI.create(mcp.url()), Map.of()), Optional.empty(),
                McpServer.Approval.NONE, new McpServer.Limits(connect, Duration.ofSeconds(30), 1_000));
        McpConnection connection = new McpConnection(server, Set.of("fake_echo"), new McpResources(threads, Thread::new, timer, "1"),
                new McpConnection.Pace(BackOff.always(Duration.ofMillis(50)), refresh));
        connection.start();
        awaitOffer();
        return connection;
    }

    /** The first connection of a process loads many classes, for which a busy machine takes longer than the log is waited for. */
    private void awaitOffer() {
        try {
            log.await("fake offers 9 tools");
        } catch (AssertionError slow) {
            log.await("fake offers 9 tools");
        }
    }

    @Test
    void readsTheListAgainEvenIfTheServerSaysNothing() {
        try (McpConnection connection = connected(Duration.ofSeconds(20), Duration.ofMillis(50))) {
            mcp.addSilently("extra");

            log.await("fake offers 10 tools");
            assertTrue(connection.tools().stream().map(Tool::name).anyMatch("fake_extra"::equals));
        }
    }

    @Test
    void callsWithinTheTraceOfTheRequest() throws Exception {
        TraceContext trace = TraceContext.of(List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), List.of("a=1"));
        RequestScope asking = Scopes.named("s1");
        RequestScope traced = new RequestScope("req-1", asking.caller(), asking.session(), null, asking.identity(), null, null, List.of(),
                AgentScope.DEFAULT, trace);
        try (McpConnection connection = connected(Duration.ofSeconds(20), Duration.ofMinutes(1))) {
            connection.call("echo", JsonValue.EMPTY_JSON_OBJECT, new ToolContext(traced, List.of(), new Cancellation()));
            connection.call("echo", JsonValue.EMPTY_JSON_OBJECT, new ToolContext(asking, List.of(), new Cancellation()));
        }

        assertEquals(List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01a=1", ""), mcp.asked().stream()
                .filter(call -> call.method().equals("tools/call")).map(FakeMcpServer.Asked::trace).toList());
    }

    @Test
    void leavesNamesThatAreTakenToTheirOwners() {
        try (McpConnection connection = connected(Duration.ofSeconds(20), Duration.ofMinutes(1))) {
            assertEquals(0, connection.tools().stream().filter(tool -> tool.name().equals("fake_echo")).count());
            assertEquals(1, connection.tools().stream().filter(tool -> tool.name().startsWith("fake_echo_")).count());
        }
    }

    @Test
    void keepsAServerThatIsBusyWithACall() throws Exception {
        try (McpConnection connection = connected(Duration.ofSeconds(3), Duration.ofMinutes(1))) {
            mcp.await("listen");
            Cancellation cancellation = new Cancellation();
            Future<?> call = threads.submit(() -> connection.call("hang", JsonValue.EMPTY_JSON_OBJECT,
                    new ToolContext(Scopes.named("s1"), List.of(), cancellation)));
            mcp.await("tools/call");
            mcp.mood = FakeMcpServer.Mood.SILENT;

            mcp.grow("extra");
            mcp.await("tools/list");
            mcp.await("notifications/cancelled");

            assertEquals(McpConnection.State.CONNECTED, connection.state());
            cancellation.cancel(Cancellation.Reason.STOPPED);
            ExecutionException ended = assertThrows(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
            assertEquals(McpFault.Kind.CANCELLED, ((McpFault) ended.getCause()).kind());
        }
    }
}
