package dev.talaria.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Codex CLI runs tasks with its own tools against a server with the demo model. */
class CodexIT {
    /** One that Codex knows nothing about: it sends the tools of any model. */
    private static final String UNKNOWN_MODEL = "talaria";
    /** One to which it gives a custom tool for its patches. */
    private static final String KNOWN_MODEL = "gpt-5.5";
    /** One for which it brings all tools in its input, and writes programs. */
    private static final String PROGRAMMING_MODEL = "gpt-5.6-sol";
    private static final String PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    @TempDir
    private Path folder;

    @BeforeEach
    void assumeCodex() throws Exception {
        Sdks.NODE.assumeHas("@openai/codex");
        Assumptions.assumeTrue(Codex.runsHere(), "@openai/codex has no program for this machine");
    }

    @Test
    void runsACommandAndGoesOnInALaterTurn() throws Exception {
        try (TestServer server = TestServer.start()) {
            Codex codex = Codex.with(server, folder, UNKNOWN_MODEL);

            String said = codex.does("tool:exec_command {\"cmd\":\"echo hello > made.txt; cat made.txt\"}");
            assertTrue(said.contains("The tool answered:"), said);
            assertEquals("hello\n", Files.readString(codex.work().resolve("made.txt")));

            String later = codex.goesOnWith("tool:exec_command {\"cmd\":\"echo again >> made.txt\"} && say:It is written.");
            assertTrue(later.contains("It is written."), later);
            assertEquals("hello\nagain\n", Files.readString(codex.work().resolve("made.txt")));
        }
    }

    @Test
    void appliesAPatchByItsCustomTool() throws Exception {
        try (TestServer server = TestServer.start()) {
            Codex codex = Codex.with(server, folder, KNOWN_MODEL);

            String said = codex.does("tool:apply_patch {\"input\":\"*** Begin Patch\\n*** Add File: new.txt\\n+a \\\"line\\\"\\n"
                    + "*** End Patch\\n\"} && say:It is patched.");

            assertTrue(said.contains("It is patched."), said);
            assertEquals("a \"line\"\n", Files.readString(codex.work().resolve("new.txt")));
        }
    }

    @Test
    void runsAProgramWhoseToolStandsInItsInput() throws Exception {
        try (TestServer server = TestServer.start()) {
            String said = Codex.with(server, folder, PROGRAMMING_MODEL).does("tool:exec {\"input\":\"text('the sum is ' + (2 + 3))\"}");

            assertTrue(said.contains("the sum is 5"), said);
        }
    }

    @Test
    void callsAToolOfAnMcpServer() throws Exception {
        try (TestServer server = TestServer.start()) {
            String said = Codex.with(server, folder, UNKNOWN_MODEL).does("tool:mcp__calculator__add {\"a\":2,\"b\":3}");

            assertTrue(said.contains("The sum is 5."), said);
        }
    }

    @Test
    void findsAToolBeforeItCallsIt() throws Exception {
        try (TestServer server = TestServer.start()) {
            String said = Codex.with(server, folder, KNOWN_MODEL)
                    .does("tool:tool_search {\"query\":\"add two numbers\"} && tool:mcp__calculator__add {\"a\":2,\"b\":3}");

            assertTrue(said.contains("The sum is 5."), said);
        }
    }

    @Test
    void showsAnImageToTheModel() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(); TestServer server = TestServer.over(upstream, Map.of())) {
            Codex codex = Codex.with(server, folder, UNKNOWN_MODEL);
            Path picture = Files.write(codex.work().resolve("a.png"), Base64.getDecoder().decode(PIXEL));
            upstream.answer(Script.chatToolCall("call_1", "view_image", "{\"path\":\"" + picture + "\"}"), Script.chatText("A dot."));

            String said = codex.does("What is on it?");

            assertTrue(said.contains("A dot."), said);
            assertTrue(upstream.lastRequest().body().contains("\"image_url\":{\"url\":\"data:image/png;base64,"));
        }
    }
}
