package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model is told of what was said before. */
class ResponseChainServerTest {
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private static ResponseCalls calls;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.start(Map.of("talaria.model.base-url", upstream.baseUrl().toString(), "talaria.model.name", "m",
                "talaria.agent.system-prompt", "Base.", "talaria.agent.tools", "none"));
        calls = new ResponseCalls(server.client());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void givesTheModelEachTurnOfAChainOnce() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"), Script.chatText("c"));
        JsonObject first = calls.create("A");
        JsonObject second = calls.create("B", "previous_response_id", first.getString("id"));

        calls.create("C", "previous_response_id", second.getString("id"));

        assertEquals(List.of("Base.", "A", "a", "B", "b", "C"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void goesOnFromWhicheverResponseIsNamed() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"), Script.chatText("c"));
        JsonObject first = calls.create("A");
        calls.create("B", "previous_response_id", first.getString("id"));

        calls.create("C", "previous_response_id", first.getString("id"));

        assertEquals(List.of("Base.", "A", "a", "C"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void keepsInstructionsUntilNewOnesAreGiven() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"), Script.chatText("c"));
        JsonObject first = calls.create("A", "instructions", "Old.");
        JsonObject second = calls.create("B", "previous_response_id", first.getString("id"));
        String kept = ResponseCalls.contents(upstream.lastRequest()).get(0);

        calls.create("C", "previous_response_id", second.getString("id"), "instructions", "New.");

        assertEquals("Base.\n\nOld.", kept);
        assertEquals("Old.", second.getString("instructions"));
        assertEquals("Base.\n\nNew.", ResponseCalls.contents(upstream.lastRequest()).get(0));
    }

    @Test
    void remembersADevelopersWordsInTheChain() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = ResponseCalls.ok(server.client().post("/v1/responses",
                "{\"input\":[{\"role\":\"developer\",\"content\":\"Rhyme.\"},{\"role\":\"user\",\"content\":\"A\"}]}"));

        calls.create("B", "previous_response_id", first.getString("id"));

        assertEquals(List.of("Base.\n\nRhyme.", "A", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void takesItemsThatAreSentBackOnce() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = calls.create("A");

        ResponseCalls.ok(server.client().post("/v1/responses", """
                {"previous_response_id":"%s","input":[{"role":"user","content":"A"},%s,{"role":"user","content":"B"}]}"""
                .formatted(first.getString("id"), first.getJsonArray("output").get(0))));

        assertEquals(List.of("Base.", "A", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void findsAnItemByItsId() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = calls.create("A");

        ResponseCalls.ok(server.client().post("/v1/responses", """
                {"input":[{"type":"item_reference","id":"%s"},{"role":"user","content":"B"}]}"""
                .formatted(ResponseCalls.ids(first, "output").get(0))));

        assertEquals(List.of("Base.", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWithAToolsResult(boolean stream) {
        upstream.answer(Script.chatToolCall("call_1", "weather", "{\"city\":\"Oslo\"}"), Script.chatText("Cold."));
        String tools = "\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}],\"stream\":" + stream;
        JsonObject first = answer(stream, "{\"input\":\"How is it?\"," + tools + "}");
        JsonObject call = first.getJsonArray("output").getJsonObject(0);

        JsonObject second = answer(stream, """
                {"previous_response_id":"%s","input":[{"type":"function_call_output","call_id":"call_1","output":"-3"}],%s}"""
                .formatted(first.getString("id"), tools));

        assertEquals("function_call", call.getString("type"));
        assertEquals("{\"city\":\"Oslo\"}", call.getString("arguments"));
        assertEquals("Cold.", ResponseCalls.text(second));
        assertEquals(List.of("Base.", "How is it?", "", "-3"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void takesAQuestionOnceThatIsRepeatedWithAToolsResult() {
        upstream.answer(Script.chatToolCall("call_1", "weather", "{}"), Script.chatText("Cold."));
        String common = "\"conversation\":\"talk " + UUID.randomUUID() + "\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]";
        String question = "{\"role\":\"user\",\"content\":\"How is it?\"}";
        answer(false, "{\"input\":[" + question + "]," + common + "}");

        answer(false, "{\"input\":[" + question + ",{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"-3\"}],"
                + common + "}");

        assertEquals(List.of("Base.", "How is it?", "", "-3"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void refusesAResultWithoutItsCall() {
        var answer = server.client().post("/v1/responses",
                "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"call_9\",\"output\":\"-3\"}]}");

        assertEquals(400, answer.status());
        assertEquals("input", answer.error().getString("param"));
    }

    @Test
    void showsTheModelTheGivenHistoryInsteadOfTheChain() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        JsonObject first = calls.create("A");

        ResponseCalls.ok(server.client().post("/v1/responses", """
                {"previous_response_id":"%s","conversation_history":[{"role":"user","content":"X"},{"role":"assistant","content":"x"}],
                "input":"B"}""".formatted(first.getString("id"))));

        assertEquals(List.of("Base.", "X", "x", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void cutsALongHistoryWhereAsked() {
        upstream.answer(Script.chatText("ok"));
        StringBuilder history = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            history.append("{\"role\":\"user\",\"content\":\"u").append(i).append("\"},");
        }

        ResponseCalls.ok(server.client().post("/v1/responses",
                "{\"truncation\":\"auto\",\"input\":[" + history + "{\"role\":\"user\",\"content\":\"last\"}]}"));

        List<String> told = ResponseCalls.contents(upstream.lastRequest());
        assertEquals(102, told.size());
        assertEquals("u20", told.get(1));
    }

    @Test
    void goesOnInAConversationByItsName() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        String name = "talk " + UUID.randomUUID();
        JsonObject first = calls.create("A", "conversation", name);

        JsonObject second = calls.create("B", "conversation", name);

        assertEquals(List.of("Base.", "A", "a", "B"), ResponseCalls.contents(upstream.lastRequest()));
        assertEquals(first.getJsonObject("conversation"), second.getJsonObject("conversation"));
        assertTrue(first.getJsonObject("conversation").getString("id").startsWith("conv_"));
    }

    @Test
    void takesADeletedTurnOutOfItsConversation() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"), Script.chatText("c"));
        String name = "talk " + UUID.randomUUID();
        JsonObject first = calls.create("A", "conversation", name, "instructions", "Old.");
        calls.create("B", "conversation", name);
        ResponseCalls.ok(calls.delete("/v1/responses/" + first.getString("id")));

        calls.create("C", "conversation", name);

        assertEquals(List.of("Base.\n\nOld.", "B", "b", "C"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void beginsAConversationAfreshThatWasLeftEmpty() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        String name = "talk " + UUID.randomUUID();
        JsonObject only = calls.create("A", "conversation", name, "instructions", "Old.");
        ResponseCalls.ok(calls.delete("/v1/responses/" + only.getString("id")));

        calls.create("B", "conversation", name);

        assertEquals(List.of("Base.", "B"), ResponseCalls.contents(upstream.lastRequest()));
    }

    @Test
    void chainsNothingToWhatWasNotStored() {
        upstream.answer(Script.chatText("a"));
        JsonObject unstored = calls.create("A", "store", false);

        var answer = server.client().post("/v1/responses", ResponseCalls.body("B", "previous_response_id", unstored.getString("id")));

        assertEquals(404, answer.status());
        assertEquals("response_not_found", answer.error().getString("code"));
    }

    @Test
    void staysInTheSessionOfTheChain() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        var client = server.client().with("X-Hermes-Session-Id", "s-" + UUID.randomUUID());
        var first = client.post("/v1/responses", ResponseCalls.body("A"));

        var second = server.client().post("/v1/responses", ResponseCalls.body("B", "previous_response_id", first.json().getString("id")));

        assertEquals(first.header("X-Hermes-Session-Id"), second.header("X-Hermes-Session-Id"));
    }

    @Test
    void refusesAnotherSessionThanTheChains() {
        upstream.answer(Script.chatText("a"));
        JsonObject first = calls.create("A");

        var answer = server.client().with("X-Hermes-Session-Id", "another").post("/v1/responses",
                ResponseCalls.body("B", "previous_response_id", first.getString("id")));

        assertEquals(400, answer.status());
        assertEquals("X-Hermes-Session-Id", answer.error().getString("param"));
    }

    @Test
    void keepsTheMemoryOfTheChain() {
        upstream.answer(Script.chatText("a"), Script.chatText("b"));
        var first = server.client().with("X-Hermes-Session-Key", "k-" + UUID.randomUUID()).post("/v1/responses", ResponseCalls.body("A"));

        var second = server.client().post("/v1/responses", ResponseCalls.body("B", "previous_response_id", first.json().getString("id")));

        assertEquals("on", second.header("X-Hermes-Memory").orElseThrow());
    }

    private static JsonObject answer(boolean stream, String body) {
        if (!stream) {
            return ResponseCalls.ok(server.client().post("/v1/responses", body));
        }
        try (var events = server.client().stream("/v1/responses", body)) {
            var frames = events.rest();
            assertFalse(frames.isEmpty());
            return frames.get(frames.size() - 1).json().getJsonObject("response");
        }
    }
}
