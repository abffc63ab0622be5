package dev.talaria.agent.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Chats;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents with two upstreams, prompts and toolsets in one server. */
@Timeout(90)
class NamedAgentsServerTest {
    private static final String FILE = """
            {"upstreams": {"one": {"url": "ONE", "model": "m-one", "models": ["m-mini"]}, "two": {"url": "TWO", "model": "m-two"}},
             "model_routes": {"fast": {"provider": "one", "model": "m-mini"}},
             "agents": {
               "ada": {"system_prompt": "You are Ada.", "route": "one", "task_route": "fast"},
               "bob": {"system_prompt": "You are Bob.", "route": "two", "toolsets": "none", "parameters": {"temperature": 0.1,
               "max_tokens": 7},
                       "memory": {"scope": "own"}}}}""";
    private static final String LIMITED = "limited-key";

    private final AgentsServer server = AgentsServer.withKeys(FILE,
            "{\"keys\": [{\"name\": \"limited\", \"key\": \"" + LIMITED + "\", \"allowed\": {\"models\": [\"bob\"]}},"
            + "{\"name\": \"mixed\", \"key\": \"mixed-key\", \"allowed\": {\"models\": [\"bob\", \"fast\"]}}]}");
    private final TestClient client = server.client();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Answer chat(TestClient by, String path, String model, String words) {
        return by.post(path, Chats.of("user", words).add("model", model).build().toString());
    }

    private static String system(SeenRequest request) {
        return request.json().getJsonArray("messages").getJsonObject(0).getString("content");
    }

    private static List<String> models(TestClient by, String path) {
        return by.get(path).json().getJsonArray("data").getValuesAs(JsonObject.class).stream().map(model -> model.getString("id")).toList();
    }

    @Test
    void listsEveryAgentWithItsTasksAndTheRoutes() {
        assertEquals(List.of("ada", "ada-task", "bob", "bob-task", "fast"), models(client, "/v1/models"));
        assertEquals(List.of("bob", "bob-task", "fast"), models(client, "/p/bob/v1/models"));
        assertEquals("ada", client.get("/v1/models/fast").json().getString("parent"));
        assertEquals("m-mini", client.get("/v1/models/ada-task").json().getString("root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "path"})
    void answersAsTheAgentThatWasAskedFor(String by) {
        Answer answer = by.equals("model") ? chat(client, "/v1/chat/completions", "bob", "hi")
                : client.post("/p/bob/v1/chat/completions", Chats.body("hi"));

        assertEquals(200, answer.status(), answer.text());
        assertEquals("m-two", answer.header("X-Hermes-Model").orElseThrow());
        JsonObject seen = server.two.lastRequest().json();
        assertEquals("You are Bob.", system(server.two.lastRequest()));
        assertFalse(seen.containsKey("tools"), seen.toString());
        assertEquals("0.1", seen.get("temperature").toString());
        assertEquals(7, seen.getInt("max_tokens"));
        assertEquals(List.of(), server.one.requests());

        assertEquals("echo: hi", client.chat("hi").content());
        assertEquals("You are Ada.", system(server.one.lastRequest()));
        assertTrue(server.one.lastRequest().json().containsKey("tools"));
    }

    @Test
    void knowsForEachAgentItsOwnToolsetsAlone() {
        assertTrue(client.get("/v1/toolsets").text().contains("\"todo\""));
        assertEquals(0, client.get("/p/bob/v1/toolsets").json().getJsonArray("data").size());
        assertEquals(0, server.server.client(LIMITED).get("/v1/toolsets").json().getJsonArray("data").size());
        String choice = Chats.of("user", "hi").add("tool_choice", Json.parse(
                "{\"type\":\"function\",\"function\":{\"name\":\"todo\"}}")).build().toString();

        assertEquals(200, client.post("/p/ada/v1/chat/completions", choice).status());
        assertEquals(200, client.post("/p/bob/v1/chat/completions", choice).status());

        assertTrue(server.one.lastRequest().json().containsKey("tool_choice"));
        assertFalse(server.two.lastRequest().json().containsKey("tool_choice"));
    }

    @Test
    void letsTheClientsParametersWin() {
        client.post("/p/bob/v1/chat/completions", Chats.of("user", "hi").add("temperature", 1).add("max_completion_tokens", 9).build()
                .toString());

        JsonObject seen = server.two.lastRequest().json();
        assertEquals("1", seen.get("temperature").toString());
        assertEquals(9, seen.getInt("max_completion_tokens"));
        assertFalse(seen.containsKey("max_tokens"), seen.toString());
    }

    @Test
    void answersTasksByTheirCheaperModelWithoutATrace() {
        chat(client.with("X-Hermes-Session-Id", "s1"), "/v1/chat/completions", "ada-task", "a title, please");

        assertEquals("m-mini", server.one.lastRequest().json().getString("model"));
        assertEquals(404, client.get("/api/sessions/s1").status());
    }

    @Test
    void refusesAnotherAgentThanThatOfThePath() {
        assertEquals("model_not_found", chat(client, "/p/bob/v1/chat/completions", "ada", "hi").error().getString("code"));
        assertEquals(404, client.get("/p/nobody/v1/models").status());
        assertEquals(404, client.get("/p/bob").status());
        assertEquals(401, server.server.client(null).get("/p/bob/v1/models").status());
        assertEquals(200, server.server.client(null).get("/p/bob/health").status());
    }

    @Test
    void hidesTheRunsOfAnotherAgent() {
        String run = Runs.start(client, "hi");
        Runs.end(client, run);

        assertEquals(404, client.get("/p/bob/v1/runs/" + run).status());
        assertEquals(404, client.get("/p/bob/v1/runs/" + run + "/events").status());
        assertEquals(404, client.send("DELETE", "/p/bob/v1/runs/" + run, BodyPublishers.noBody()).status());
        assertEquals(200, client.get("/p/ada/v1/runs/" + run).status());
    }

    @Test
    void hidesTheResponsesOfAnotherAgent() {
        String id = new ResponseCalls(client).create("hi").getString("id");

        assertEquals(404, client.get("/p/bob/v1/responses/" + id).status());
        Answer chained = client.post("/p/bob/v1/responses", ResponseCalls.body("and?", "previous_response_id", id));
        assertEquals("response_not_found", chained.error().getString("code"));
        assertEquals(200, client.get("/p/ada/v1/responses/" + id).status());
    }

    @Test
    void hidesTheSessionsOfAnotherAgent() {
        client.with("X-Hermes-Session-Id", "of-ada").chat("hi");
        client.with("X-Hermes-Session-Id", "of-bob").post("/p/bob/v1/chat/completions", Chats.body("hi"));

        assertEquals(404, client.get("/p/bob/api/sessions/of-ada").status());
        assertEquals(404, client.post("/p/bob/api/sessions/of-ada/chat", "{\"message\":\"hi\"}").status());
        assertEquals(200, client.get("/p/ada/api/sessions/of-ada").status());
        assertEquals(List.of("of-bob"), sessions(client, "/p/bob/api/sessions"));
        assertEquals(2, sessions(client, "/api/sessions").size());
        Answer into = client.with("X-Hermes-Session-Id", "of-ada").post("/p/bob/v1/chat/completions", Chats.body("what did I say?"));
        assertEquals("session_not_found", into.error().getString("code"), into.text());
        assertEquals(1, server.two.requests().size());
    }

    @Test
    void showsNothingOfAnotherAgentByTheAliasOfARoute() {
        TestClient mixed = server.server.client("mixed-key");
        chat(client.with("X-Hermes-Session-Id", "of-ada"), "/v1/chat/completions", "fast", "hi");
        chat(mixed.with("X-Hermes-Session-Id", "of-bob"), "/p/bob/v1/chat/completions", "fast", "hi");

        assertEquals(404, mixed.get("/api/sessions/of-ada").status());
        assertEquals(200, mixed.get("/api/sessions/of-bob").status());
        assertEquals(List.of("of-bob"), sessions(mixed, "/api/sessions"));
        assertEquals("session_not_found", chat(mixed.with("X-Hermes-Session-Id", "of-ada"), "/v1/chat/completions", "bob", "hi").error()
                .getString("code"));
    }

    @Test
    void listsTheRunsAndConversationsOfItsAgentsAlone() {
        TestClient limited = server.server.client(LIMITED);
        String ofAda = Runs.start(client, "hi");
        Runs.end(client, ofAda);
        String ofBob = Runs.start(limited, "hi");
        Runs.end(limited, ofBob);
        new ResponseCalls(client).create("hi", "conversation", "plans");

        assertEquals(List.of(ofBob), listed(limited, "/v1/runs", "run_id"));
        assertEquals(List.of(ofBob), listed(client, "/p/bob/v1/runs", "run_id"));
        assertEquals(3, listed(client, "/v1/runs", "run_id").size());
        assertEquals(404, limited.get("/v1/conversations/plans").status());
        assertEquals(200, client.get("/v1/conversations/plans").status());
    }

    private static List<String> sessions(TestClient by, String path) {
        return listed(by, path, "id");
    }

    private static List<String> listed(TestClient by, String path, String id) {
        return by.get(path).json().getJsonArray("data").getValuesAs(JsonObject.class).stream().map(one -> one.getString(id)).toList();
    }

    @Test
    void tellsTheFirstWordsOfTwoAgentsApart() {
        String ofAda = client.chat("hi").header("X-Hermes-Session-Id").orElseThrow();
        String ofBob = client.post("/p/bob/v1/chat/completions", Chats.body("hi")).header("X-Hermes-Session-Id").orElseThrow();

        assertNotEquals(ofAda, ofBob);
    }

    @Test
    void keepsAMemoryOfItsOwn() {
        TestClient known = client.with("X-Hermes-Session-Key", "user-42");
        known.with("X-Hermes-Session-Id", "s1").post("/p/bob/v1/chat/completions", Chats.body("My heron is purple."));
        known.with("X-Hermes-Session-Id", "s2").chat("Which colour has my heron?");
        assertFalse(server.one.lastRequest().body().contains("purple"), server.one.lastRequest().body());

        known.with("X-Hermes-Session-Id", "s3").post("/p/bob/v1/chat/completions", Chats.body("Which colour has my heron?"));
        assertTrue(server.two.lastRequest().body().contains("purple"), server.two.lastRequest().body());
    }

    @Test
    void showsAKeyNeitherTheMemoryNorTheConversationsOfAnotherAgent() throws IOException {
        String search = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"%s\",\"arguments\":{\"query\":\"heron\"}}}";
        for (String scope : List.of("own", "shared")) {
            String file = """
                    {"upstreams": {"one": {"url": "ONE", "model": "m-one"}},
                     "agents": {"ada": {"memory": {"scope": "SCOPE"}}, "bob": {}}}""".replace("SCOPE", scope);
            try (AgentsServer apart = AgentsServer.withKeys(file,
                    "{\"keys\": [{\"name\": \"limited\", \"key\": \"" + LIMITED + "\", \"allowed\": {\"models\": [\"bob\"]}}]}")) {
                TestClient all = apart.client().with("X-Hermes-Session-Key", "user-42");
                TestClient limited = apart.server.client(LIMITED).with("X-Hermes-Session-Key", "user-42");
                all.with("X-Hermes-Session-Id", "of-ada").chat("My heron is purple.");

                assertTrue(all.post("/mcp", search.formatted("memory_search")).text().contains("purple"));
                assertEquals(scope.equals("shared"), limited.post("/mcp", search.formatted("memory_search")).text().contains("purple"));
                assertTrue(all.post("/mcp", search.formatted("session_search")).text().contains("of-ada"));
                assertFalse(limited.post("/mcp", search.formatted("session_search")).text().contains("of-ada"));
            }
        }
    }

    @Test
    void searchesOnlyTheSessionsThatAKeySees() throws IOException {
        try (AgentsServer shared = AgentsServer.withKeys(FILE.replace("\"toolsets\": \"none\", ", "").replace("\"own\"", "\"shared\""),
                "{\"keys\": [{\"name\": \"limited\", \"key\": \"" + LIMITED + "\", \"allowed\": {\"models\": [\"bob\"]}}]}")) {
            TestClient all = shared.client().with("X-Hermes-Session-Key", "k");
            all.with("X-Hermes-Session-Id", "of-ada").chat("The heron is grey");

            assertFalse(searched(shared, shared.server.client(LIMITED).with("X-Hermes-Session-Key", "k")).contains("Session of-ada"));
            assertTrue(searched(shared, all).contains("Session of-ada"));
        }
    }

    private String searched(AgentsServer shared, TestClient who) {
        shared.two.answer(Script.chatToolCall("call_1", "session_search", "{\"query\":\"heron\"}"));
        assertEquals(200, chat(who, "/v1/chat/completions", "bob", "What was it?").status());
        return shared.two.lastRequest().body();
    }

    @Test
    void limitsAKeyToItsAgent() {
        TestClient limited = server.server.client(LIMITED);
        assertEquals(List.of("bob", "bob-task"), models(limited, "/v1/models"));
        assertEquals("m-two", limited.chat("hi").header("X-Hermes-Model").orElseThrow());
        assertEquals("model_not_found", chat(limited, "/v1/chat/completions", "ada", "hi").error().getString("code"));
        assertEquals(404, limited.post("/p/ada/v1/chat/completions", Chats.body("hi")).status());
        assertEquals("model_not_found", chat(limited, "/v1/chat/completions", "fast", "hi").error().getString("code"));
        assertEquals(List.of(), server.one.requests());

        String run = Runs.start(client, "hi");
        Runs.end(client, run);
        assertEquals(404, limited.get("/v1/runs/" + run).status());
        client.with("X-Hermes-Session-Id", "of-ada").chat("hi");
        assertEquals(404, limited.get("/api/sessions/of-ada").status());
        assertFalse(sessions(limited, "/api/sessions").contains("of-ada"));
    }

    @Test
    void replaysNothingOfAnotherAgentUnderTheSameKey() {
        TestClient again = client.with("Idempotency-Key", "k1");
        String ofAda = again.post("/p/ada/v1/chat/completions", Chats.body("hi")).json().getString("id");
        Answer ofBob = again.post("/p/bob/v1/chat/completions", Chats.body("hi"));

        assertNotEquals(ofAda, ofBob.json().getString("id", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "bob", "fast"})
    void sendsAnAliasToItsModel(String agent) {
        String path = agent.equals("bob") ? "/p/bob/v1/chat/completions" : "/v1/chat/completions";
        Answer answer = chat(client, path, "fast", "hi");

        assertEquals("m-mini", answer.header("X-Hermes-Model").orElseThrow());
        assertEquals("fast", answer.json().getString("model"));
        assertEquals(agent.equals("bob") ? "You are Bob." : "You are Ada.", system(server.one.lastRequest()));
    }

    @Test
    void takesAnAnsweredTurnOfOneAgentFurtherByAnother() {
        server.one.answer(Script.chatText("from ada"));
        TestClient session = client.with("X-Hermes-Session-Id", "both");
        session.chat("hi");
        Answer answer = chat(session, "/v1/chat/completions", "bob", "and you?");

        assertEquals(200, answer.status(), answer.text());
        assertTrue(server.two.lastRequest().body().contains("from ada"));
    }
}
