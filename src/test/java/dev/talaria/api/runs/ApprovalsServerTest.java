package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person's approval covers, and what an API key's policy says about tools. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalsServerTest {
    private static final String CLEAR = "tool:todo {\"clear\":true}";
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\","
            + "\"arguments\":{\"query\":\"x\"}}}";
    private static final String WRITE = "tool:todo {\"todos\":[\"buy milk\"]}";

    @AutoClose
    private final TestServer server = TestServer.start();

    private static TestClient in(TestClient client, String session) {
        return client.with("X-Hermes-Session-Id", session);
    }

    /** The run's question, once it asks. */
    private static JsonObject question(TestClient client, String run) {
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            while (true) {
                JsonObject event = stream.next().orElseThrow(() -> new AssertionError("nobody is asked")).json();
                if (event.getString("event").equals("approval.request")) {
                    return event;
                }
            }
        }
    }

    private static TestClient.Answer answer(TestClient client, String run, String choice) {
        return client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"" + choice + "\"}");
    }

    private static void approve(TestClient client, String session, String choice) {
        String run = Runs.start(in(client, session), CLEAR);
        question(client, run);
        assertEquals(200, answer(client, run, choice).status());
        assertEquals("completed", Runs.end(client, run).getString("status"));
    }

    /** The names of the events of a run that nobody answers. */
    private static String unasked(TestClient client, String session, String what) {
        String run = Runs.start(in(client, session), what);
        List<SseRecorder.Frame> seen = new ArrayList<>();
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            stream.rest().forEach(seen::add);
        }
        return Runs.names(seen);
    }

    private static List<JsonObject> listed(TestClient client) {
        TestClient.Answer found = client.get("/v1/approvals");
        assertEquals(200, found.status(), found.text());
        return found.json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    /** A client whose key has this policy, in a tenant of its own. */
    private TestClient holder(String policy) {
        String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);
        TestClient.Answer made = server.client().post("/api/keys", "{\"name\":\"bob\",\"tenant\":\"" + tenant + "\"," + policy + "}");
        assertEquals(201, made.status(), made.text());
        return server.client(made.json().getString("key"));
    }

    private TestClient holder() {
        return holder("\"rights\":\"none\"");
    }

    @Test
    void remembersAConsentForASessionThroughARestartUntilItIsRevoked(@TempDir Path home) {
        try (TestServer server = RunsChild.serve(home, Map.of())) {
            approve(server.client(), "s1", "session");
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = server.client();
            assertEquals("tool.started tool.completed message.delta run.completed", unasked(client, "s1", CLEAR));
            question(client, Runs.start(in(client, "s2"), CLEAR));

            JsonObject consent = listed(client).get(0);
            assertEquals("todo", consent.getString("tool"));
            assertEquals("session", consent.getString("choice"));
            assertEquals("s1", consent.getString("session_id"));
            String path = "/v1/approvals/" + consent.getString("id");
            assertEquals(200, client.send("DELETE", path, BodyPublishers.noBody()).status());

            assertEquals(List.of(), listed(client));
            assertEquals("not_found", client.send("DELETE", path, BodyPublishers.noBody()).error().getString("code"));
            question(client, Runs.start(in(client, "s1"), CLEAR));
            assertEquals(List.of("not_found", "ok"), client.get("/api/audit?action=approval.revoke").json().getJsonArray("data")
                    .getValuesAs(JsonObject.class).stream().map(event -> event.getString("result")).toList());
        }
    }

    @Test
    void remembersAConsentForAllSessionsOfItsOwner() {
        TestClient client = holder();
        approve(client, "s1", "always");

        assertEquals("tool.started tool.completed message.delta run.completed", unasked(client, "s2", CLEAR));
        assertTrue(listed(client).get(0).isNull("session_id"));
        assertEquals(List.of(), listed(holder()));
    }

    @Test
    void aConsentForASessionEndsWithTheSession() {
        TestClient client = holder();
        approve(client, "s1", "session");
        assertEquals(1, listed(client).size());

        assertEquals(200, client.send("DELETE", "/api/sessions/s1", BodyPublishers.noBody()).status());

        assertEquals(List.of(), listed(client));
    }

    @Test
    void aClientThatOnlyPollsSeesTheQuestion() {
        TestClient client = holder();
        String run = Runs.start(client, CLEAR);
        JsonObject asked = question(client, run);

        JsonObject shown = client.get("/v1/runs/" + run).json().getJsonObject("approval");
        assertEquals(asked.getString("approval_id"), shown.getString("approval_id"));
        assertEquals(asked.getJsonArray("choices"), shown.getJsonArray("choices"));

        answer(client, run, "deny");
        Runs.end(client, run);
        assertFalse(client.get("/v1/runs/" + run).json().containsKey("approval"));
    }

    @Test
    void aKeyThatMayNotRememberOffersOneCallOnly() {
        TestClient bob = holder("\"tools\":{\"remember_approvals\":false}");
        String run = Runs.start(bob, CLEAR);

        assertEquals(List.of("once", "deny"), question(bob, run).getJsonArray("choices").getValuesAs(JsonString::getString));
        assertEquals("invalid_approval_choice", answer(bob, run, "always").error().getString("code"));
        assertEquals(200, answer(bob, run, "once").status());
        Runs.end(bob, run);
        assertEquals(List.of(), listed(bob));
    }

    @Test
    void asksForAToolThatTheKeysPolicyPutsUnderApproval() {
        TestClient bob = holder("\"tools\":{\"ask\":[\"toolset:todo\"]}");
        String run = Runs.start(bob, WRITE);

        assertEquals("todo {\"todos\":[\"buy milk\"]}", question(bob, run).getString("description"));
        answer(bob, run, "once");
        assertTrue(Runs.end(bob, run).getString("output").contains("buy milk"));
    }

    @Test
    void saysWhyItRefusesWhereNobodyCanBeAsked() {
        String said = holder("\"tools\":{\"ask\":[\"*\"]}").chat(WRITE).content();

        assertTrue(said.contains("a person must approve each call of this tool, and this conversation has no way to ask one"), said);
    }

    @Test
    void thePolicyHoldsForListsAndForOtherPrograms() {
        TestClient bob = holder("\"tools\":{\"deny\":[\"todo\",\"memory_forget\"],\"ask\":[\"memory_search\"]}")
                .with("X-Hermes-Session-Key", "bob");

        assertFalse(bob.get("/v1/toolsets").text().contains("\"todo\"]"));
        String listed = bob.post("/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").text();
        assertTrue(listed.contains("memory_search"), listed);
        assertFalse(listed.contains("memory_forget"), listed);
        assertTrue(bob.post("/mcp", CALL.formatted("memory_forget")).text().contains("Unknown tool"));
        assertTrue(bob.post("/mcp", CALL.formatted("memory_search")).text().contains("wants a person to approve"));
    }

    @Test
    void deniesEachToolsetAtMcpByItsOwnName() {
        TestClient bob = holder("\"tools\":{\"deny\":[\"toolset:sessions\"]}").with("X-Hermes-Session-Key", "work");
        TestClient ann = holder("\"tools\":{\"allow\":[\"toolset:sessions\"]}").with("X-Hermes-Session-Key", "work");

        String bobs = bob.post("/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").text();
        String anns = ann.post("/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").text();

        assertFalse(bobs.contains("session_search"), bobs);
        assertTrue(bobs.contains("memory_search") && bobs.contains("memory_profile"), bobs);
        assertTrue(bob.post("/mcp", CALL.formatted("session_search")).text().contains("Unknown tool"));
        assertTrue(anns.contains("session_search"), anns);
        assertFalse(anns.contains("memory_"), anns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"deny\":[\"todo\"]}", "{\"deny\":[\"toolset:*\"]}", "{\"allow\":[\"wiki_*\"]}", "{\"default\":\"deny\"}"})
    void offersNoToolThatTheKeysPolicyDenies(String tools) {
        String said = holder("\"tools\":" + tools).chat(WRITE).content();

        assertTrue(said.contains("There is no tool todo here"), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"allow\":\"todo\"}|tools.allow", "{\"default\":\"maybe\"}|tools.default", "{\"denied\":[]}|tools.denied",
        "{\"ask\":[7]}|tools.ask", "7|tools"})
    void refusesAPolicyThatItDoesNotUnderstand(String tools, String param) {
        TestClient.Answer refused = server.client().post("/api/keys", "{\"name\":\"bob\",\"tools\":" + tools + "}");

        assertEquals(400, refused.status());
        assertEquals(param, refused.error().getString("param"));
    }
}
