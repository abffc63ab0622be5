package dev.talaria.agent.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.AgentsFile;
import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.SseRecorder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of agents that changes while the server runs, and one that cannot be used. */
@Timeout(90)
@Isolated("a scripted upstream waits only so long for a file to be read again")
class AgentsFileServerTest {
    private static final String BEFORE = """
            {"upstreams": {"one": {"url": "ONE", "model": "m1"}}, "agents": {"ada": {"system_prompt": "Old prompt."}}}""";
    private static final String AFTER = """
            {"upstreams": {"two": {"url": "TWO", "model": "m2"}},
             "agents": {"ada": {"system_prompt": "New prompt."}, "bob": {}}}""";

    private final AgentsServer server = new AgentsServer(BEFORE);
    private final LogLines log = LogLines.of(AgentsFile.class);

    @AfterEach
    void stop() throws IOException {
        log.close();
        server.close();
    }

    private List<String> models() {
        return server.client().get("/v1/models").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(model -> model.getString("id")).toList();
    }

    @Test
    void takesUpAChangeWithoutARestart() {
        server.client().chat("hi");
        try (LogLines audit = LogLines.ofAll()) {
            server.write(AFTER);
            log.await("was read again");
            audit.await("action=settings.reload");
        }

        assertEquals(List.of("ada", "ada-task", "bob", "bob-task"), models());
        assertEquals("m2", server.client().chat("hi").header("X-Hermes-Model").orElseThrow());
        assertTrue(server.two.lastRequest().body().contains("New prompt."));
        assertEquals(1, server.one.requests().size());
    }

    @Test
    void letsATurnEndWithWhatItHasBegunWith() throws Exception {
        CountDownLatch changed = new CountDownLatch(1);
        server.one.answer(reply -> reply.beginEvents().hold(changed).data(ChatJson.toolCallChunk(0, "c1", "todo", "{\"todos\":[\"a\"]}"))
                .data(ChatJson.finishChunk("tool_calls")).data("[DONE]").end(), Script.chatText("from the old one"));
        try (SseRecorder stream = server.client().stream("/v1/chat/completions", Chats.streamed("hi"))) {
            server.one.awaitRequest();
            server.write(AFTER);
            log.await("was read again");
            changed.countDown();

            assertEquals("from the old one", stream.chatText());
        }
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void refusesAFaultyFileInWordsAndKeepsTheOldOne() {
        server.write("{\"upstreams\": {\"one\": {\"url\": \"nowhere\"}}, \"agents\": {\"ada\": {\"colour\": 1}}, \"what\": 2}");
        log.await("stay in use");

        assertEquals(List.of("ada", "ada-task"), models());
        assertEquals("echo: hi", server.client().chat("hi").content());
        JsonObject check = server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                .getJsonObject("upstreams");
        assertEquals("degraded", check.getString("status"));
        assertTrue(check.getString("message").contains("unknown member what"), check.toString());

        server.write(AFTER);
        log.await("was read again");
        assertEquals("ok", server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                .getJsonObject("upstreams").getString("status"));
    }

    @Test
    void refusesAToolsetOfTheSettingsThatDoesNotExist() {
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class,
                () -> new AgentsServer(BEFORE, Map.of("talaria.agent.tools", "wbe")).close());

        assertTrue(fault.getMessage().startsWith("talaria.agent.tools: there is no toolset wbe"), fault.getMessage());
    }

    @Test
    void readsAChangedSecretAgain() throws IOException {
        Path secret = server.file.resolveSibling("secret");
        Files.writeString(secret, "first-key\n");
        String text = BEFORE.replace("\"model\": \"m1\"", "\"model\": \"m1\", \"api_key\": {\"file\": \"" + secret + "\"}");
        server.write(text);
        log.await("was read again");
        server.client().chat("hi");
        assertEquals("Bearer first-key", server.one.lastRequest().headers().get("authorization"));

        try (LogLines later = LogLines.of(AgentsFile.class)) {
            Files.writeString(secret, "second-key\n");
            later.await("was read again");
        }
        server.client().chat("hi");
        assertEquals("Bearer second-key", server.one.lastRequest().headers().get("authorization"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}|upstreams must hold at least one",
        "[]|it must be an object",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"api_key\":\"sk-plain\"}}}|api_key",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"api_key\":{\"env\":\"NO_SUCH_VARIABLE\"}}}}|NO_SUCH_VARIABLE is not set",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"api_key\":{\"file\":\"relative\"}}}}|absolute path",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\"}}}|route is required",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"model_routes\":{\"r\":\"b\"}}|names no upstream: b",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"model_routes\":{\"a\":\"a\"}}|an upstream has the same name",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"agents\":{\"x\":{},\"x-task\":{}}}|x-task is taken",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"agents\":{\"x\":{\"parameters\":{\"n\":2}}}}|set by each turn",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"agents\":{\"x\":{\"toolsets\":[\"wbe\",\"mcp:wiki\"]}}}|"
        + "agents.x: toolsets: there is no toolset mcp:wiki, wbe; there are mcp, memory, sessions, skills, todo, web, or none",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"agents\":{\"x\":{\"toolsets\":[\"todo\",\"none\"]}}}|"
        + "agents.x: toolsets: there is no toolset none",
        "{\"upstreams\":{\"a\":{\"url\":\"http://x\",\"model\":\"m\"}},\"default_agent\":\"nobody\"}|default_agent is no agent"})
    void doesNotStartWithAFaultyFile(String text, String words) {
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> new AgentsServer(text).close());

        assertTrue(fault.getMessage().contains(words), fault.getMessage());
        assertFalse(fault.getMessage().contains("sk-plain"), fault.getMessage());
    }
}
