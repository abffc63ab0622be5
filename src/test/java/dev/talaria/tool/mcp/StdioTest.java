package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Whole runs whose model, the demo model, calls the tools of a process of ours. */
@Isolated("counts the processes and threads of the whole JVM")
class StdioTest {
    @AutoClose
    private final LogLines log = LogLines.of(McpConnection.class);

    private TestServer server() {
        TestServer server = TestServer.start(Map.of("talaria.mcp.file",
                McpServerTest.file("{\"mcpServers\":{\"proc\":" + FakeMcpProcess.entry() + "}}").toString()));
        log.await("proc offers 10 tools");
        return server;
    }

    private static String said(TestServer server, String call) {
        return server.client().chat("tool:" + call).content();
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current().children().filter(process -> process.info().command().orElse("").endsWith("/java")).toList();
    }

    @Test
    void letsTheModelCallAToolInACleanEnvironment() {
        try (TestServer server = server()) {
            assertEquals("The tool answered: hello", said(server, "proc_echo {\"text\":\"hello\"}"));
            String seen = said(server, "proc_env").replace("The tool answered: ", "");
            assertTrue(List.of("GIVEN", "HOME", "LANG", "PATH").containsAll(List.of(seen.split(","))), seen);
            assertEquals("The tool answered: done", said(server, "proc_grow"));
            log.await("proc offers 11 tools");
        }
    }

    @Test
    void leavesNeitherProcessNorThread() {
        List<ProcessHandle> before = processes();
        List<ProcessHandle> running;
        try (TestServer server = server()) {
            running = processes().stream().filter(process -> !before.contains(process)).toList();
            assertEquals(1, running.size());
            assertEquals("The tool answered: hello", said(server, "proc_echo {\"text\":\"hello\"}"));
        }
        assertTrue(running.stream().noneMatch(ProcessHandle::isAlive));
        assertEquals(List.of(), Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("talaria-mcp")).toList());
    }

    @Test
    void startsTheProcessAnewAfterItDiedInMidCall() {
        try (TestServer server = server()) {
            String said = said(server, "proc_die");

            assertTrue(said.contains("Error: the MCP server proc did not do it: The process has ended"), said);
            assertEquals("The tool answered: hello", said(server, "proc_echo {\"text\":\"hello\"}"));
        }
    }
}
