package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.SseRecorder.Frame;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesServerTest {
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private static ResponseCalls calls;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.start(Map.of("talaria.model.base-url", upstream.baseUrl().toString(), "talaria.model.name", "m"));
        calls = new ResponseCalls(server.client());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void readsBackWhatItAnswered() {
        upstream.answer(Script.chatText("hello"));

        JsonObject answered = calls.create("hi");

        assertEquals(answered, ResponseCalls.ok(calls.get(answered.getString("id"))));
        assertEquals("completed", answered.getString("status"));
        assertEquals("hello", ResponseCalls.text(answered));
    }

    @Test
    void readsBackWhatItStreamed() {
        upstream.answer(Script.chatStream("he", "llo"));

        List<Frame> frames = stream(ResponseCalls.body("hi", "stream", true)).rest();

        JsonObject last = frames.get(frames.size() - 1).json().getJsonObject("response");
        assertEquals(last, ResponseCalls.ok(calls.get(last.getString("id"))));
        assertEquals(IntStream.range(0, frames.size()).boxed().toList(),
                frames.stream().map(frame -> frame.json().getInt("sequence_number")).toList());
    }

    @Test
    void readsBackServerToolCallsInTheirPlace() {
        upstream.answer(Script.chatToolCall("call_1", "todo", "{\"todos\":[\"a\"]}"), Script.chatText("noted"));

        JsonObject answered = calls.create("note a");

        assertEquals(List.of("function_call", "function_call_output", "message"), ResponseCalls.types(answered, "output"));
        assertEquals(answered, ResponseCalls.ok(calls.get(answered.getString("id"))));
    }

    /** A client that runs functions itself would try to run these, and fail. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"type\":\"function\",\"name\":\"weather\"}]"})
    void keepsServerToolCallsFromAClientWithToolsOfItsOwn(String tools) {
        String body = "{\"input\":\"note a\",\"stream\":true,\"tools\":" + tools + "}";
        upstream.answer(Script.chatToolCall("call_1", "todo", "{\"todos\":[\"a\"]}"), Script.chatText("noted"));

        List<Frame> frames = stream(body).rest();

        JsonObject answered = frames.get(frames.size() - 1).json().getJsonObject("response");
        assertEquals(List.of("message"), ResponseCalls.types(answered, "output"));
        assertTrue(frames.stream().noneMatch(frame -> frame.data().contains("todo")));
        assertEquals(answered, ResponseCalls.ok(calls.get(answered.getString("id"))));
    }

    @Test
    void showsTheCallsOfItsOwnToolsToAClientWhoseTurnUsedServerToolsToo() {
        String body = "{\"input\":\"note a\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]}";
        upstream.answer(Script.chatToolCall("call_1", "todo", "{\"todos\":[\"a\"]}"), Script.chatToolCall("call_2", "weather", "{}"));

        JsonObject answered = ResponseCalls.ok(server.client().post("/v1/responses", body));

        assertEquals("call_2", answered.getJsonArray("output").getJsonObject(0).getString("call_id"));
        assertEquals(answered, ResponseCalls.ok(calls.get(answered.getString("id"))));
    }

    @Test
    void keepsServerToolCallsFromAClientThatWantsNoProgress() {
        upstream.answer(Script.chatToolCall("call_1", "todo", "{\"todos\":[\"a\"]}"), Script.chatText("noted"));

        JsonObject answered = ResponseCalls.ok(server.client().with("X-Hermes-Tool-Progress", "off")
                .post("/v1/responses", ResponseCalls.body("note a")));

        assertEquals(List.of("message"), ResponseCalls.types(answered, "output"));
        assertEquals(answered, ResponseCalls.ok(calls.get(answered.getString("id"))));
    }

    @Test
    void canBeReadWhileItIsUnderWay() {
        CountDownLatch more = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(more, "so ", "far"));

        try (SseRecorder events = stream(ResponseCalls.body("hi", "stream", true))) {
            String id = events.next().orElseThrow().json().getJsonObject("response").getString("id");
            JsonObject underWay = ResponseCalls.ok(calls.get(id));
            JsonObject asked = ResponseCalls.ok(calls.get(id + "/input_items"));
            more.countDown();
            events.rest();

            assertEquals("in_progress", underWay.getString("status"));
            assertEquals(JsonValue.NULL, underWay.get("usage"));
            assertEquals(asked, ResponseCalls.ok(calls.get(id + "/input_items")));
        }
    }

    @ParameterizedTest(name = "upstream {0} -> {1} {2}, {3}")
    @CsvSource({"500, 502, upstream_error, server_error", "429, 429, upstream_rate_limited, rate_limit_exceeded",
        "401, 502, upstream_auth, server_error", "400, 400, upstream_refused, server_error", "422, 422, upstream_refused, server_error"})
    void isAnHttpErrorWhereTheModelRefusesAndStoredAsFailed(int upstreamStatus, int status, String code, String stored) {
        upstream.answer(Script.chatError(upstreamStatus, "no", "x"), Script.chatError(upstreamStatus, "no", "x"));

        Answer whole = server.client().post("/v1/responses", ResponseCalls.body("hi"));
        SseRecorder streamed = stream(ResponseCalls.body("hi", "stream", true));

        assertEquals(status, whole.status());
        assertEquals(code, whole.error().getString("code"));
        assertEquals(status, streamed.status());
        JsonObject kept = ResponseCalls.ok(calls.get(whole.header("X-Hermes-Run-Id").orElseThrow().replace("run_", "resp_")));
        assertEquals("failed", kept.getString("status"));
        assertEquals(stored, kept.getJsonObject("error").getString("code"));
    }

    @Test
    void failsInTheStreamWhereTheModelBreaksOff() {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half")));

        List<Frame> frames = stream(ResponseCalls.body("hi", "stream", true)).rest();

        JsonObject last = frames.get(frames.size() - 1).json();
        assertEquals("response.failed", last.getString("type"));
        assertEquals("failed", ResponseCalls.ok(calls.get(last.getJsonObject("response").getString("id"))).getString("status"));
    }

    @Test
    void leavesNothingWhereItIsNotStored() {
        upstream.answer(Script.chatText("hello"));

        JsonObject answered = calls.create("hi", "store", false);

        assertEquals(404, calls.get(answered.getString("id")).status());
        assertEquals(404, calls.get(answered.getString("id") + "/input_items").status());
    }

    @Test
    void isGoneAfterItIsDeleted() {
        upstream.answer(Script.chatText("hello"));
        String id = calls.create("hi").getString("id");

        JsonObject deleted = ResponseCalls.ok(calls.delete("/v1/responses/" + id));

        assertEquals("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}", deleted.toString());
        assertEquals("response_not_found", calls.get(id).error().getString("code"));
        assertEquals(404, calls.delete("/v1/responses/" + id).status());
    }

    @Test
    void doesNotComeBackWhereItIsDeletedUnderWay() {
        CountDownLatch never = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(never, "a", "b"));
        try (SseRecorder events = stream(ResponseCalls.body("hi", "stream", true))) {
            String id = events.next().orElseThrow().json().getJsonObject("response").getString("id");

            ResponseCalls.ok(calls.delete("/v1/responses/" + id));
            events.rest();

            assertEquals(404, calls.get(id).status());
        } finally {
            never.countDown();
        }
    }

    @Test
    void pagesThroughItsInput() {
        upstream.answer(Script.chatText("ok"));
        JsonObject answered = ResponseCalls.ok(server.client().post("/v1/responses", """
                {"input":[{"role":"user","content":"1"},{"role":"assistant","content":"2"},{"role":"user","content":"3"}]}"""));
        String items = "/v1/responses/" + answered.getString("id") + "/input_items";
        List<String> all = ResponseCalls.ids(server.client().get(items + "?order=asc").json(), "data");

        JsonObject first = server.client().get(items + "?limit=2").json();
        JsonObject second = server.client().get(items + "?limit=2&after=" + first.getString("last_id")).json();
        JsonObject none = server.client().get(items + "?after=" + all.get(0)).json();

        assertEquals(List.of(all.get(2), all.get(1)), ResponseCalls.ids(first, "data"));
        assertTrue(first.getBoolean("has_more"));
        assertEquals(List.of(all.get(0)), ResponseCalls.ids(second, "data"));
        assertEquals("", none.getString("first_id"));
        assertEquals("", none.getString("last_id"));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=101, limit", "limit=x, limit", "order=up, order", "after=msg_none, after"})
    void refusesAPageThatMakesNoSense(String query, String param) {
        upstream.answer(Script.chatText("ok"));
        String id = calls.create("hi").getString("id");

        Answer answer = calls.get(id + "/input_items?" + query);

        assertEquals(400, answer.status());
        assertEquals(param, answer.error().getString("param"));
    }

    @ParameterizedTest
    @CsvSource({"resp_nope", "resp_00000000000000000000000000000000", "nope"})
    void knowsNoOtherIds(String id) {
        Answer answer = calls.get(id);

        assertEquals(404, answer.status());
        assertEquals("Response not found: " + id, answer.error().getString("message"));
    }

    @Test
    void repliesOnceToOneIdempotencyKey() {
        upstream.answer(Script.chatText("once"));
        var client = server.client().with("Idempotency-Key", UUID.randomUUID().toString());

        Answer first = client.post("/v1/responses", ResponseCalls.body("hi"));
        Answer again = client.post("/v1/responses", ResponseCalls.body("hi"));

        assertEquals(first.json(), again.json());
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
    }

    @Test
    void refusesAnotherBodyUnderOneIdempotencyKey() {
        upstream.answer(Script.chatText("once"));
        var client = server.client().with("Idempotency-Key", UUID.randomUUID().toString());
        client.post("/v1/responses", ResponseCalls.body("hi"));

        assertEquals(409, client.post("/v1/responses", ResponseCalls.body("ho")).status());
    }

    @Test
    void namesWhyItIsIncomplete() {
        upstream.answer(Script.json(ChatJson.whole("cut").replace("\"stop\"", "\"length\"")));

        JsonObject answered = calls.create("hi");

        assertEquals("incomplete", answered.getString("status"));
        assertEquals("max_output_tokens", answered.getJsonObject("incomplete_details").getString("reason"));
    }

    @Test
    void estimatesTheTokensOfAnInput() {
        JsonObject counted = ResponseCalls.ok(server.client().post("/v1/responses/input_tokens",
                ResponseCalls.body("x".repeat(40), "instructions", "y".repeat(8))));

        assertEquals(12, counted.getInt("input_tokens"));
    }

    private static SseRecorder stream(String body) {
        return server.client().stream("/v1/responses", body);
    }
}
