package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs whose model, the demo model, calls the tools of a scripted MCP server by streamable HTTP. */
class McpServerTest {
    private final FakeMcpServer mcp = new FakeMcpServer();
    private final LogLines log = LogLines.of(McpConnection.class);

    @AfterEach
    void close() {
        log.close();
        mcp.close();
    }

    /** @param members of the entry beside the URL, with a leading comma */
    private TestServer server(String url, String members) {
        return TestServer.start(Map.of("talaria.mcp.file", file("{\"mcpServers\":{\"fake\":{\"url\":\"" + url + "\"" + members + "}}}")
                .toString()));
    }

    private TestServer connected(String members) {
        TestServer server = server(mcp.url(), members);
        log.await("fake offers");
        return server;
    }

    static Path file(String text) {
        try {
            Path file = Files.createTempFile("talaria-mcp", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String said(TestServer server, String call) {
        return server.client().chat("tool:" + call).content();
    }

    private static JsonObject health(TestServer server) {
        return server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                .getJsonObject("mcp");
    }

    private static List<String> offered(TestServer server) {
        return server.client().get("/v1/toolsets").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .filter(set -> set.getString("name").equals("mcp-fake"))
                .flatMap(set -> set.getJsonArray("tools").getValuesAs(JsonString.class).stream())
                .map(JsonString::getString).toList();
    }

    @ParameterizedTest
    @EnumSource(value = FakeMcpServer.Mood.class, names = {"WELL", "STREAMING"})
    void letsTheModelCallATool(FakeMcpServer.Mood mood) {
        mcp.mood = mood;
        String headers = ",\"headers\":{\"Authorization\":{\"prefix\":\"Bearer \",\"file\":\"" + file("s3cret\n") + "\"}}";
        try (TestServer server = connected(headers)) {
            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
        }
        assertEquals(List.of("Bearer s3cret"), mcp.asked().stream().filter(asked -> asked.method().startsWith("tools/"))
                .map(FakeMcpServer.Asked::key).distinct().toList());
        assertEquals("DELETE", mcp.asked().get(mcp.asked().size() - 1).method());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "fake_fail|Error: the disk is full",
        "fake_picture|[Resource: plan, file:///plan]",
        "fake_structured|{\"degrees\":22}",
        "fake_huge|[The result was cut here: these are the first 1000 of its 200000 characters.]",
        "fake_die|Error: the MCP server fake did not do it: The server broke the connection off"})
    void tellsTheModelWhatCameOfIt(String call, String told) {
        try (TestServer server = connected(",\"max_output\":1000")) {
            String said = said(server, call);

            assertTrue(said.contains(told), said);
            assertTrue(said.length() < 2_000);
        }
    }

    @Test
    void showsImagesToAModelThatTakesThem() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(); TestServer server = TestServer.over(upstream, settings())) {
            log.await("fake offers");
            upstream.answer(Script.chatToolCall("call_1", "fake_picture", "{}"), Script.chatText("A heron."));

            assertEquals("A heron.", server.client().chat("What is there?").content());

            List<JsonObject> messages = upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class);
            assertEquals("[Resource: plan, file:///plan]", messages.get(messages.size() - 2).getString("content"));
            assertEquals("data:image/png;base64,AAAA", messages.get(messages.size() - 1).getJsonArray("content").getJsonObject(1)
                    .getJsonObject("image_url").getString("url"));
        }
    }

    @Test
    void leavesImagesOutForAModelThatTakesNone() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream(); TestServer server = TestServer.over(upstream, settings())) {
            log.await("fake offers");
            upstream.answerAlways(request -> request.json().toString().contains("image_url")
                    ? Script.chatError(400, "This model does not support image input", "unsupported")
                    : request.json().toString().contains("\"role\":\"tool\"") ? Script.chatText("Nothing to see.")
                    : Script.chatToolCall("call_1", "fake_picture", "{}"));

            assertEquals("Nothing to see.", server.client().chat("What is there?").content());
            assertTrue(upstream.lastRequest().json().toString().contains("Images of this result are left out"));
        }
    }

    private Map<String, String> settings() {
        return Map.of("talaria.mcp.file", file("{\"mcpServers\":{\"fake\":{\"url\":\"" + mcp.url() + "\"}}}").toString());
    }

    @Test
    void readsSecretsAgainForANewConnection() throws IOException {
        Path secret = file("first\n");
        try (TestServer server = connected(",\"headers\":{\"Authorization\":{\"prefix\":\"Bearer \",\"file\":\"" + secret + "\"}}")) {
            Files.writeString(secret, "second");
            mcp.stop();
            said(server, "fake_echo {}");
            log.await("MCP server fake is unavailable");
            mcp.restart();
            log.await("MCP server fake is available again");

            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
            assertEquals("Bearer second", mcp.asked().stream().filter(asked -> asked.method().equals("tools/call")).reduce((a, b) -> b)
                    .orElseThrow().key());
        }
    }

    @Test
    void tellsThatASecretIsGone() throws IOException {
        Path secret = file("first\n");
        try (TestServer server = connected(",\"headers\":{\"Authorization\":{\"file\":\"" + secret + "\"}}")) {
            Files.delete(secret);
            mcp.stop();
            said(server, "fake_echo {}");
            log.await("MCP server fake is unavailable");
            mcp.restart();

            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            String shown = health(server).toString();
            while (!shown.contains("headers.Authorization.file cannot be read")) {
                assertTrue(System.nanoTime() < end, shown);
                shown = health(server).toString();
            }
        }
    }

    @Test
    void hidesSecretsInWhatAProgramPrints() {
        String entry = "{\"command\":\"/bin/sh\",\"args\":[\"-c\",\"echo fatal: token=abcd1234 for $GIVEN at https://ann:pw77@host >&2\"],"
                + "\"env\":{\"GIVEN\":\"hunter22\"}}";
        try (TestServer server = TestServer.start(Map.of("talaria.mcp.file", file("{\"mcpServers\":{\"fake\":" + entry
                + "}}").toString()))) {
            log.await("MCP server fake is unavailable");
            String shown = health(server).toString();

            assertTrue(shown.contains("fatal: token=*** for *** at https://***@host"), shown);
            assertTrue(log.lines().stream().noneMatch(line -> line.contains("hunter22") || line.contains("abcd1234")),
                    log.lines()::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"FAILING|HTTP 500", "BABBLING|no JSON", "SILENT|no answer within 300 ms"})
    void tellsTheModelThatTheServerMisbehaves(FakeMcpServer.Mood mood, String told) {
        String patience = mood == FakeMcpServer.Mood.SILENT ? "300ms" : "20s";
        try (TestServer server = connected(",\"call_timeout\":\"" + patience + "\"")) {
            mcp.mood = mood;

            String said = said(server, "fake_echo {\"text\":\"hello\"}");

            assertTrue(said.contains("Error: the MCP server fake did not do it") && said.contains(told), said);
        }
    }

    @Test
    void cleansNamesAndKeepsThemApart() {
        try (TestServer server = connected("")) {
            List<String> names = offered(server);

            assertTrue(names.contains("fake_echo"));
            assertTrue(names.contains(ToolNames.of("fake", "odd name!", Set.of())));
            assertTrue(names.stream().allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}")), names.toString());
        }
    }

    @Test
    void offersOnlyAllowedTools() {
        try (TestServer server = connected(",\"tools\":[\"echo\",\"fail\"]")) {
            assertEquals(List.of("fake_echo", "fake_fail"), offered(server));
        }
    }

    @Test
    void followsChangesOfTheList() throws InterruptedException {
        try (TestServer server = connected("")) {
            mcp.await("listen");

            mcp.grow("extra");
            log.await("offers 10 tools");

            assertEquals("The tool answered: done", said(server, "fake_extra"));
        }
    }

    @Test
    void beginsWithoutAServerThatIsDownAndFindsItLater() {
        mcp.stop();
        try (TestServer server = server(mcp.url(), "")) {
            log.await("MCP server fake is unavailable: The server refuses connections");
            JsonObject down = health(server);
            assertEquals("degraded", down.getString("status"));
            assertEquals("unavailable", down.getJsonObject("servers").getJsonObject("fake").getString("state"));
            assertEquals("There is no tool fake_echo here.", said(server, "fake_echo {}"));

            mcp.restart();
            log.await("MCP server fake is available again");

            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
            assertEquals("ok", health(server).getString("status"));
            assertEquals(1, log.lines().stream().filter(line -> line.contains("is unavailable")).count());
        }
    }

    @Test
    void takesUpANewSessionWhereTheServerHasForgottenTheOld() {
        try (TestServer server = connected("")) {
            mcp.forgetSessions();

            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
            assertEquals(List.of(), log.lines().stream().filter(line -> line.contains("is unavailable")).toList());
        }
    }

    @Test
    void comesBackAfterTheServerWasKilledInMidCall() throws Exception {
        try (TestServer server = connected(""); SseRecorder stream = server.client().stream(Chats.streamed("tool:fake_hang"))) {
            mcp.await("tools/call");

            mcp.stop();

            String rest = stream.rest().toString();
            assertTrue(rest.contains("Error:") && rest.contains(" broke"), rest);
            mcp.restart();
            log.await("is available again");
            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
        }
    }

    @Test
    void cancelsTheCallWithTheRun() throws InterruptedException {
        try (TestServer server = connected("")) {
            TestClient client = server.client();
            String run = client.post("/v1/runs", "{\"input\":\"tool:fake_hang\"}").json().getString("run_id");
            mcp.await("tools/call");

            client.post("/v1/runs/" + run + "/stop", "");

            mcp.await("notifications/cancelled");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/v1/chat/completions|{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":SAYS}]}",
        "/v1/responses|{\"stream\":true,\"input\":SAYS}",
        "/v1/runs|{\"input\":SAYS}",
        "/api/sessions/s1/chat/stream|{\"message\":SAYS}"})
    void readersOfEveryApiSeeHowFarACallIs(String path, String body) {
        mcp.mood = FakeMcpServer.Mood.STREAMING;
        try (TestServer server = connected("")) {
            TestClient client = server.client();
            client.post("/api/sessions", "{\"id\":\"s1\"}");
            String asked = body.replace("SAYS", Json.string("tool:fake_echo {\"text\":\"hello\"}").toString());
            String events = path.equals("/v1/runs") ? events(client, client.post(path, asked).json().getString("run_id"))
                    : events(client, path, asked);

            assertTrue(events.contains("\"progress\":1,\"total\":4,\"message\":\"page one, password=***\""), events);
            assertTrue(events.contains("\"duration\":"), events);
            assertTrue(events.contains("\"result_preview\":\"hello\""), events);
        }
    }

    private static String events(TestClient client, String run) {
        try (SseRecorder events = client.follow("/v1/runs/" + run + "/events")) {
            return events.rest().toString();
        }
    }

    private static String events(TestClient client, String path, String body) {
        try (SseRecorder events = client.stream(path, body)) {
            return events.rest().toString();
        }
    }

    /** The server's tools are not there yet when the turn goes on. */
    @Test
    void callsAToolThatWasApprovedBeforeARestart(@TempDir Path home) {
        Map<String, String> settings = Map.of("talaria.home", home.toString(), "talaria.store.url", "", "talaria.mcp.file",
                file("{\"mcpServers\":{\"fake\":{\"url\":\"" + mcp.url() + "\",\"approval\":\"all\"}}}").toString());
        String run;
        try (TestServer server = TestServer.start(settings)) {
            log.await("fake offers");
            TestClient client = server.client();
            run = client.post("/v1/runs", Json.object(json -> json.write("input", "tool:fake_echo {\"text\":\"hello\"}"))).json()
                    .getString("run_id");
            try (SseRecorder events = client.follow("/v1/runs/" + run + "/events")) {
                while (!events.next().orElseThrow().data().contains("approval.request")) {
                    continue;
                }
            }
        }

        try (TestServer server = TestServer.start(settings)) {
            TestClient client = server.client();
            assertEquals(200, client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"once\"}").status());

            assertTrue(events(client, run).contains("The tool answered: hello"));
        }
    }

    @Test
    void asksBeforeACallThatNeedsApproval() {
        try (TestServer server = connected(",\"approval\":[\"echo\"]")) {
            assertTrue(said(server, "fake_echo {\"text\":\"hello\"}").contains("has no way to ask one"));
            assertEquals("The tool answered: done", said(server, "fake_grow"));
            assertFalse(mcp.asked().stream().anyMatch(asked -> asked.method().equals("tools/call") && asked.name().equals("echo")));

            TestClient client = server.client();
            String run = client.post("/v1/runs", Json.object(json -> json.write("input", "tool:fake_echo {\"text\":\"hello\"}"))).json()
                    .getString("run_id");
            try (SseRecorder events = client.follow("/v1/runs/" + run + "/events")) {
                while (!events.next().orElseThrow().data().contains("approval.request")) {
                    continue;
                }
                client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"once\"}");
                assertTrue(events.rest().toString().contains("The tool answered: hello"));
            }
        }
    }

    @Test
    void speaksTheVersionWithoutSessionsWhereTheServerWantsIt() throws InterruptedException {
        try (FakeMcpServer modern = new FakeMcpServer(true); TestServer server = server(modern.url(), "")) {
            log.await("offers 9 tools");
            assertEquals("The tool answered: hello", said(server, "fake_echo {\"text\":\"hello\"}"));
            assertEquals("2026-07-28", health(server).getJsonObject("servers").getJsonObject("fake").getString("protocol"));
            FakeMcpServer.Asked call = modern.asked().stream().filter(asked -> asked.method().equals("tools/call")).findFirst()
                    .orElseThrow();
            assertEquals(new FakeMcpServer.Asked("tools/call", "", "", "2026-07-28", "echo", ""), call);

            modern.await("listen");
            modern.grow("extra");
            log.await("offers 10 tools");
        }
    }
}
