package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.tool.mcp.McpFile;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which toolsets an agent is offered, as the operator lists them. */
class ToolSelectionServerTest {
    @TempDir
    private Path folder;

    private static List<String> offered(TestServer server) {
        return server.client().get("/v1/toolsets").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(set -> set.getString("name")).toList();
    }

    /** Nobody listens there. */
    private Path servers() throws IOException {
        return Files.writeString(folder.resolve("mcp.json"),
                "{\"mcpServers\":{\"wiki\":{\"url\":\"http://127.0.0.1:1/\"},\"Files\":{\"url\":\"http://127.0.0.1:1/\"}}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|todo memory sessions mcp-wiki mcp-Files", "none|''", "todo|todo", "todo,web|todo web",
        "memory mcp|memory mcp-wiki mcp-Files", "mcp:Files, todo|todo mcp-Files", "todo todo|todo", "skills|''"})
    void offersWhatIsListed(String tools, String sets) throws IOException {
        try (TestServer server = TestServer.start(Map.of("talaria.agent.tools", tools == null ? "" : tools, "talaria.mcp.file",
                servers().toString()))) {
            assertEquals(sets, String.join(" ", offered(server)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
        value = {"todo, mcp, wbe|there is no toolset wbe; there are mcp, mcp:Files, mcp:wiki, memory, sessions, skills, todo",
        "mcp:files|there is no toolset mcp:files", "mcp:other todo|there is no toolset mcp:other"})
    void refusesNamesThatMeanNothing(String tools, String why) throws IOException {
        Map<String, String> settings = Map.of("talaria.agent.tools", tools, "talaria.mcp.file", servers().toString());

        String told = String.valueOf(assertThrows(IllegalArgumentException.class, () -> TestServer.start(settings)).getMessage());

        assertTrue(told.startsWith("talaria.agent.tools: " + why), told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"none, todo", "Todo", "mcp:", "to do!"})
    void refusesWhatIsNoList(String tools) {
        assertThrows(RuntimeException.class, () -> TestServer.start(Map.of("talaria.agent.tools", tools)));
    }

    @Test
    void namesServersThatNoAgentIsOffered() throws IOException {
        try (LogLines log = LogLines.of(McpFile.class); TestServer server = TestServer.start(Map.of("talaria.agent.tools", "mcp:wiki",
                "talaria.mcp.file", servers().toString()))) {
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("not connected: Files")), log.lines()::toString);
            assertEquals(1, server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                    .getJsonObject("mcp").getJsonObject("servers").size());
        }
    }

    @Test
    void offersSkillsAsSoonAsThereAreSome() throws IOException {
        Path home = folder.resolve("home");
        Path skill = Files.createDirectories(home.resolve("skills/poems"));
        Files.writeString(skill.resolve("SKILL.md"), "---\nname: poems\ndescription: Writes poems.\n---\nRhyme.");
        Files.writeString(Files.createDirectories(home.resolve("skills/odd")).resolve("SKILL.md"), "nothing");
        try (TestServer server = TestServer.start(Map.of("talaria.home", home.toString()))) {
            TestClient client = server.client();

            assertTrue(offered(server).contains("skills"));
            assertEquals("The tool answered: Rhyme.", client.chat("tool:skill_view {\"name\":\"poems\"}").content());
            List<JsonObject> listed = client.get("/v1/skills").json().getJsonArray("data").getValuesAs(JsonObject.class);
            assertEquals(List.of("odd", "poems"), listed.stream().map(each -> each.getString("name")).toList());
            assertTrue(listed.get(0).getString("error").contains("SKILL.md"));
        }
        try (TestServer server = TestServer.start(Map.of("talaria.home", home.toString(), "talaria.agent.tools", "todo"))) {
            assertEquals(0, server.client().get("/v1/skills").json().getJsonArray("data").size());
        }
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:80/", "http://localhost/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0x7f.1/",
        "file:///etc/passwd"})
    void readsNoPageInside(String url) {
        try (TestServer server = TestServer.start(Map.of("talaria.agent.tools", "web"))) {
            String said = server.client().chat("tool:web_fetch {\"url\":\"" + url + "\"}").content();

            assertTrue(said.startsWith("The tool answered: Error: "), said);
        }
    }
}
