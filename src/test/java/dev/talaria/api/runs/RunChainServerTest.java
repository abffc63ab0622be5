package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that go on from what was said to a response. */
class RunChainServerTest {
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private final TestClient client = server.client();
    private final ResponseCalls calls = new ResponseCalls(client);

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of("talaria.agent.system-prompt", "Base.", "talaria.agent.tools", "none"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private JsonObject run(String body) {
        TestClient.Answer answer = client.post("/v1/runs", body);
        assertEquals(202, answer.status(), answer.text());
        return Runs.end(client, answer.json().getString("run_id"));
    }

    @Test
    void goesOnFromAResponseInItsSessionWithItsInstructions() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        TestClient.Answer first = client.post("/v1/responses", "{\"input\":\"A\",\"instructions\":\"Rhyme.\"}");

        JsonObject second = run("{\"input\":\"B\",\"previous_response_id\":\"%s\"}".formatted(first.json().getString("id")));

        assertEquals("b", second.getString("output"));
        assertEquals(first.header("X-Hermes-Session-Id").orElseThrow(), second.getString("session_id"));
        assertEquals(List.of("Base.\n\nRhyme.", "A", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void goesOnFromTheNamedResponseWhateverWasSaidSince() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"), Script.chatText("c"));
        JsonObject first = calls.create("A");
        calls.create("B", "previous_response_id", first.getString("id"));

        run("{\"input\":\"C\",\"previous_response_id\":\"%s\"}".formatted(first.getString("id")));

        assertEquals(List.of("Base.", "A", "a", "C"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void putsAHistoryOfItsOwnInThePlaceOfTheChain() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = calls.create("A");

        run("""
                {"input":"B","previous_response_id":"%s","conversation_history":[{"role":"user","content":"X"}]}"""
                .formatted(first.getString("id")));

        assertEquals(List.of("Base.", "X", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void goesOnWithTheResultOfAToolThatTheClientHas() {
        upstream.answer(Script.chatToolCall("call_1", "weather", "{}"), Script.chatText("Cold."));
        JsonObject first = ResponseCalls.ok(client.post("/v1/responses",
                "{\"input\":\"How is it?\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]}"));

        JsonObject second = run("""
                {"previous_response_id":"%s","input":[{"type":"function_call_output","call_id":"call_1","output":"-3"}]}"""
                .formatted(first.getString("id")));

        assertEquals("Cold.", second.getString("output"));
        assertEquals(List.of("Base.", "How is it?", "", "-3"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void findsAnItemByItsId() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = calls.create("A");

        run("""
                {"input":[{"type":"item_reference","id":"%s"},{"role":"user","content":"B"}]}"""
                .formatted(ResponseCalls.ids(first, "output").get(0)));

        assertEquals(List.of("Base.", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void knowsNoResponseThatIsNotThere() {
        JsonObject error = client.post("/v1/runs", "{\"input\":\"B\",\"previous_response_id\":\"resp_1\"}").error();

        assertEquals("response_not_found", error.getString("code"));
        assertEquals("previous_response_id", error.getString("param"));
        assertEquals("Previous response not found: resp_1", error.getString("message"));
    }

    @Test
    void refusesAChainWithAnotherSession() {
        upstream.answer(Script.chatText("a"));
        JsonObject first = calls.create("A");

        TestClient.Answer answer = client.post("/v1/runs",
                "{\"input\":\"B\",\"session_id\":\"other\",\"previous_response_id\":\"%s\"}".formatted(first.getString("id")));

        assertEquals(400, answer.status(), answer.text());
    }
}
