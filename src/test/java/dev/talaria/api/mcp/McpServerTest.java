package dev.talaria.api.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MCP over HTTP, as clients of both generations of the protocol speak it. */
class McpServerTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"test\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestClient.Answer post(TestClient client, String body) {
        return client.post("/mcp", body);
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static JsonObject result(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        assertEquals("2.0", answer.json().getString("jsonrpc"));
        assertEquals(7, answer.json().getInt("id"));
        return answer.json().getJsonObject("result");
    }

    private static void assertFault(int status, int code, TestClient.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals(code, answer.json().getJsonObject("error").getInt("code"), answer.text());
    }

    /** A client of the newer generation. */
    private static TestClient stateless(String method) {
        return server.client().with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, 2025-11-25", "2025-06-18, 2025-06-18", "2025-03-26, 2025-03-26", "2024-11-05, 2025-11-25",
        "2099-01-01, 2025-11-25"})
    void agreesOnAVersionByTheHandshake(String asked, String agreed) {
        JsonObject result = result(post(server.client(), request("initialize", "\"protocolVersion\":\"" + asked
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}")));

        assertEquals(agreed, result.getString("protocolVersion"));
        assertTrue(result.getJsonObject("capabilities").containsKey("tools"));
        assertEquals("talaria", result.getJsonObject("serverInfo").getString("name"));
        assertFalse(result.containsKey("resultType"));
    }

    @Test
    void takesNotificationsWithoutAnAnswer() {
        TestClient.Answer answer = post(server.client(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");

        assertEquals(202, answer.status());
        assertEquals("", answer.text());
    }

    @Test
    void answersPings() {
        assertEquals(JsonObject.EMPTY_JSON_OBJECT, result(post(server.client().with("MCP-Protocol-Version", "2025-11-25"),
                request("ping", ""))));
    }

    @Test
    void keepsTextIds() {
        TestClient.Answer answer = post(server.client(), "{\"jsonrpc\":\"2.0\",\"id\":\"a-1\",\"method\":\"ping\"}");

        assertEquals("a-1", answer.json().getString("id"));
    }

    @Test
    void isDiscoveredWithoutAHandshake() {
        JsonObject result = result(post(stateless("server/discover"), request("server/discover", META)));

        assertEquals("complete", result.getString("resultType"));
        assertEquals("2026-07-28", result.getJsonArray("supportedVersions").getString(0));
        assertEquals("public", result.getString("cacheScope"));
        assertTrue(result.getInt("ttlMs") > 0);
        assertEquals("talaria", result.getJsonObject("_meta").getJsonObject("io.modelcontextprotocol/serverInfo").getString("name"));
    }

    @Test
    void listsToolsForBothGenerations() {
        TestClient handshake = server.client().with("X-Hermes-Session-Key", "mcp");
        JsonObject older = result(post(handshake, request("tools/list", "")));
        JsonObject newer = result(post(stateless("tools/list").with("X-Hermes-Session-Key", "mcp"), request("tools/list", META)));

        assertEquals(older.getJsonArray("tools"), newer.getJsonArray("tools"));
        assertEquals("private", newer.getString("cacheScope"));
        assertFalse(older.containsKey("ttlMs"));
    }

    @Test
    void showsTheProfileAndFindsConversationsOfTheCaller() {
        TestClient eve = server.client().with("X-Hermes-Session-Key", "eve-of-mcp");
        TestClient dan = server.client().with("X-Hermes-Session-Key", "dan-of-mcp");
        assertEquals(200, eve.with("X-Hermes-Session-Id", "eves-talk").chat("My name is Evelyn. I keep bees.").status());

        assertTrue(text(call(eve, "memory_profile", "")).contains("name: Evelyn"));
        assertTrue(text(call(eve, "session_search", "\"query\":\"bees\"")).contains("Session eves-talk"));
        assertFalse(text(call(dan, "memory_profile", "")).contains("Evelyn"));
        assertFalse(text(call(dan, "session_search", "\"query\":\"bees\"")).contains("eves-talk"));
    }

    @Test
    void keepsFindsAndForgetsInTheCallersOwnMemory() {
        TestClient ann = server.client().with("X-Hermes-Session-Key", "ann-of-mcp");
        TestClient bob = server.client().with("X-Hermes-Session-Key", "bob-of-mcp");

        assertFalse(call(ann, "memory_remember", "\"text\":\"My parrot is called Figaro.\"").getBoolean("isError"));

        assertTrue(text(call(ann, "memory_search", "\"query\":\"parrot\"")).contains("Figaro"));
        assertFalse(text(call(bob, "memory_search", "\"query\":\"parrot\"")).contains("Figaro"));
        assertFalse(text(call(bob, "memory_forget", "\"query\":\"parrot Figaro\"")).contains("Figaro"));
        assertTrue(text(call(ann, "memory_forget", "\"query\":\"parrot Figaro\"")).contains("Figaro"));
        assertFalse(text(call(ann, "memory_search", "\"query\":\"parrot\"")).contains("Figaro"));
    }

    @Test
    void saysWhichToolsDestroy() {
        JsonObject list = result(post(server.client().with("X-Hermes-Session-Key", "mcp"), request("tools/list", "")));

        assertEquals("{memory_forget=true, memory_profile=false, memory_remember=false, memory_search=false, session_search=false}",
                list.getJsonArray("tools")
                .getValuesAs(JsonObject.class).stream().collect(Collectors.toMap(tool -> tool.getString("name"),
                tool -> tool.getJsonObject("annotations").getBoolean("destructiveHint"), (a, b) -> a, TreeMap::new)).toString());
    }

    @Test
    void tellsTheModelWhatIsWrongWithACall() {
        JsonObject result = call(server.client().with("X-Hermes-Session-Key", "mcp"), "memory_search", "\"query\":7");

        assertTrue(result.getBoolean("isError"));
        assertTrue(text(result).contains("'query'"), text(result));
    }

    @Test
    void wantsAMemoryScope() {
        assertEquals(0, result(post(server.client(), request("tools/list", ""))).getJsonArray("tools").size());
        JsonObject result = call(server.client(), "memory_search", "\"query\":\"parrot\"");

        assertTrue(result.getBoolean("isError"));
        assertTrue(text(result).contains("X-Hermes-Session-Key"), text(result));
    }

    private static JsonObject call(TestClient client, String tool, String arguments) {
        return result(post(client, request("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{" + arguments + "}")));
    }

    private static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    @Test
    void refusesVersionsThatItDoesNotSpeak() {
        TestClient.Answer answer = post(server.client().with("MCP-Protocol-Version", "1900-01-01"),
                request("tools/list", META.replace("2026-07-28", "1900-01-01")));

        assertFault(400, -32022, answer);
        assertEquals("1900-01-01", answer.json().getJsonObject("error").getJsonObject("data").getString("requested"));
        assertTrue(answer.json().getJsonObject("error").getJsonObject("data").getJsonArray("supported").size() > 1);
        assertFault(400, -32022, post(server.client().with("MCP-Protocol-Version", "1900-01-01"), request("ping", "")));
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, tools/call, x", "2026-07-28, tools/list, x", "2026-07-28, tools/call, y",
        "2026-07-28, tools/call, =?base64?!?=", "'', tools/call, x"})
    void refusesHeadersThatContradictTheBody(String version, String method, String name) {
        TestClient client = server.client().with("Mcp-Method", method).with("Mcp-Name", name);
        TestClient sending = version.isEmpty() ? client : client.with("MCP-Protocol-Version", version);

        assertFault(400, -32020, post(sending, request("tools/call", "\"name\":\"x\"," + META)));
    }

    @Test
    void refusesTheNewerVersionInTheHeaderAlone() {
        assertFault(400, -32020, post(stateless("tools/list"), request("tools/list", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "=?base64?eA==?="})
    void readsTheNameOfAToolAsItMayBeWritten(String name) {
        TestClient client = stateless("tools/call").with("Mcp-Name", name);
        TestClient.Answer answer = post(client, request("tools/call", "\"name\":\"x\"," + META));

        assertFault(400, -32602, answer);
        assertTrue(answer.text().contains("Unknown tool"), answer.text());
    }

    @Test
    void saysWhichMethodsItLacks() {
        assertFault(200, -32601, post(server.client(), request("resources/list", "")));
        assertFault(200, -32601, post(server.client(), request("server/discover", "")));
        assertFault(404, -32601, post(stateless("initialize"), request("initialize", META)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", "{", "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}", "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}"})
    void answersWhatIsNoRequestInItsOwnWords(String body) {
        TestClient.Answer answer = post(server.client(), body);

        assertEquals(400, answer.status(), answer.text());
        assertTrue(answer.json().getJsonObject("error").getInt("code") <= -32600, answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void keepsNoSessionAndNoStream(String method) {
        assertEquals(405, server.client().send(method, "/mcp", BodyPublishers.noBody()).status());
    }

    @Test
    void wantsAKeyLikeEveryRoute() {
        assertEquals(401, server.client("wrong").post("/mcp", request("ping", "")).status());
    }

    @Test
    void refusesForeignOrigins() {
        assertEquals(403, server.client().with("Origin", "https://evil.example").post("/mcp", request("ping", "")).status());
    }
}
