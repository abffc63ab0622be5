package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Ports;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Whole runs with the reference server of the protocol's authors. It runs where the system property {@code mcp.everything} names the
 * program {@code mcp-server-everything}, and {@code node} is installed: {@code npm install @modelcontextprotocol/server-everything}.
 */
class EverythingTest {
    private static final String PROPERTY = "mcp.everything";

    private static Path program() {
        String named = System.getProperty(PROPERTY, "");
        Assumptions.assumeTrue(!named.isEmpty() && Files.exists(Path.of(named)), PROPERTY + " names no program");
        return Path.of(named);
    }

    private static TestServer server(String entry) {
        return TestServer.start(Map.of("talaria.mcp.file", McpServerTest.file("{\"mcpServers\":{\"every\":" + entry + "}}").toString()));
    }

    private static String said(TestServer server, String call) {
        return server.client().chat("tool:" + call).content();
    }

    @Test
    void servesByStandardInputAndOutput() {
        String entry = "{\"command\":\"node\",\"args\":[\"" + program() + "\",\"stdio\"],\"connect_timeout\":\"1m\"}";
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        List<ProcessHandle> begun;
        try (LogLines log = LogLines.of(McpConnection.class); TestServer server = server(entry)) {
            log.await("every offers");
            begun = ProcessHandle.current().children().filter(process -> !before.contains(process)).toList();
            serves(server);
        }
        assertTrue(begun.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Starts the program and waits until it listens. */
    private static Process listening(int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", program().toString(), "streamableHttp").redirectErrorStream(true);
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.contains("listening")) {
            line = out.readLine();
        }
        return process;
    }

    @Test
    void servesByStreamableHttpAndComesBackAfterItWasKilled() throws Exception {
        int port = Ports.free();
        Process process = listening(port);
        String entry = "{\"url\":\"http://127.0.0.1:" + port + "/mcp\"}";
        try (LogLines log = LogLines.of(McpConnection.class); TestServer server = server(entry)) {
            log.await("every offers");
            serves(server);
            process.destroyForcibly().waitFor();
            log.await("every is unavailable");
            process = listening(port);
            log.await("every is available again");
            serves(server);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsARunWhoseProcessIsKilledInMidCallAndServesTheNext() throws Exception {
        String entry = "{\"command\":\"node\",\"args\":[\"" + program() + "\",\"stdio\"],\"connect_timeout\":\"1m\"}";
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try (LogLines log = LogLines.of(McpConnection.class); TestServer server = server(entry)) {
            log.await("every offers");
            endsWhenKilled(server, () -> ProcessHandle.current().children().filter(process -> !before.contains(process))
                    .forEach(ProcessHandle::destroyForcibly));
            assertEquals("The tool answered: Echo: hello", said(server, "every_echo {\"message\":\"hello\"}"));
        }
    }

    @Test
    void endsARunWhoseServerIsKilledInMidCall() throws Exception {
        int port = Ports.free();
        Process process = listening(port);
        try (LogLines log = LogLines.of(McpConnection.class);
                TestServer server = server("{\"url\":\"http://127.0.0.1:" + port + "/mcp\"}")) {
            log.await("every offers");
            endsWhenKilled(server, process::destroyForcibly);
            log.await("every is unavailable");
            process = listening(port);
            log.await("every is available again");
            assertEquals("The tool answered: Echo: hello", said(server, "every_echo {\"message\":\"hello\"}"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endsWhenKilled(TestServer server, Runnable kill) {
        try (SseRecorder stream = server.client().stream(Chats.streamed(
                "tool:every_trigger-long-running-operation {\"duration\":60,\"steps\":60}"))) {
            SseRecorder.Frame frame = stream.next().orElseThrow();
            while (frame.data() == null || !frame.data().contains("\"running\"")) {
                frame = stream.next().orElseThrow();
            }
            kill.run();
            String told = stream.chatText();
            assertTrue(told.contains("the MCP server every did not do it"), told);
        }
    }

    private static void serves(TestServer server) {
        assertEquals("The tool answered: Echo: hello", said(server, "every_echo {\"message\":\"hello\"}"));
        assertTrue(said(server, "every_get-sum {\"a\":2,\"b\":3}").contains("5"));
        assertTrue(said(server, "every_get-tiny-image").contains("image"));
        assertFalse(said(server, "every_get-tiny-image").contains("Left out"));
        assertTrue(said(server, "every_get-structured-content {\"location\":\"Chicago\"}").contains("temperature"));
    }
}
