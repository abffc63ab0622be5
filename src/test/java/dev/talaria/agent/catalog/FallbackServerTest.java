package dev.talaria.agent.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failure at which moment goes to the next upstream of a route, and which does not. */
@Timeout(90)
class FallbackServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String FILE = """
            {"upstreams": {
               "main": {"url": "ONE", "model": "big", "first_byte_timeout": "400ms", "first_token_timeout": "700ms",
               "idle_timeout": "400ms",
                        "breaker": {"failures": %d, "pause": "%s"}},
               "spare": {"url": "TWO", "model": "small"}},
             "agents": {"ada": {"route": ["main", "spare"]}}, "rate_limit_wait": "100ms"}""";
    /** What an upstream does before it has said anything, each of which makes it unavailable. */
    private static final Map<String, Script> UNAVAILABLE = Map.ofEntries(
            Map.entry("500", Script.error(500, "{\"error\":{\"message\":\"boom\"}}")),
            Map.entry("502 in HTML", reply -> reply.whole(502, "text/html", "<h1>Bad gateway</h1>")),
            Map.entry("503", Script.error(503, "")),
            Map.entry("504", Script.error(504, "")),
            Map.entry("529", Script.error(529, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}")),
            Map.entry("429 without a hint", Script.error(429, "{\"error\":{\"message\":\"slow down\"}}")),
            Map.entry("429 for long", Script.error(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After: 30")),
            Map.entry("429 for good", Script.chatError(429, "You exceeded your quota", "insufficient_quota")),
            Map.entry("a reset before the head", reply -> reply.reset()),
            Map.entry("silence", reply -> reply.awaitClientClose()),
            Map.entry("silence after the head", reply -> reply.beginEvents().awaitClientClose()),
            Map.entry("an end without a token", reply -> reply.beginEvents().data(ChatJson.deltaChunk(out -> out.write("role", "assistant")
                    .write("content", ""))).cut()),
            Map.entry("an error in the stream before a token", Script.eventStream("data: {\"error\":{\"message\":\"overloaded\","
                    + "\"code\":503}}\n\n")));
    /** What the request or the operator has caused: another upstream would not be asked for it. */
    private static final Map<String, Script> REFUSED = Map.of(
            "400", Script.chatError(400, "temperature is too hot", "bad_temperature"),
            "a prompt that is too long", Script.chatError(400, "This model's maximum context length is 10 tokens",
                    "context_length_exceeded"),
            "401", Script.chatError(401, "Incorrect API key", "invalid_api_key"),
            "403", Script.chatError(403, "forbidden", "forbidden"),
            "an unknown model", Script.chatError(404, "The model does not exist", "model_not_found"),
            "422", Script.error(422, "{\"error\":{\"message\":\"no such thing\"}}"));

    private AgentsServer server = new AgentsServer(FILE.formatted(1_000, "1m"));

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    static Stream<String> unavailable() {
        return UNAVAILABLE.keySet().stream().sorted();
    }

    static Stream<String> refused() {
        return REFUSED.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("unavailable")
    void asksTheNextUpstreamForAWholeAnswer(String failure) {
        server.one.answerAlways(any -> UNAVAILABLE.get(failure));
        server.two.answer(Script.chatText("from the spare"));

        Answer answer = server.client().chat("hi");

        assertEquals(200, answer.status(), answer.text());
        assertEquals("from the spare", answer.content());
        assertEquals("small", answer.header("X-Hermes-Model").orElseThrow());
        assertEquals("spare", answer.header("X-Hermes-Provider").orElseThrow());
        assertEquals("small", server.two.lastRequest().json().getString("model"));
    }

    @ParameterizedTest
    @MethodSource("unavailable")
    void asksTheNextUpstreamForAStream(String failure) {
        server.one.answerAlways(any -> UNAVAILABLE.get(failure));
        server.two.answer(Script.chatStream("from ", "the spare"));

        try (SseRecorder stream = server.client().stream(PATH, Chats.streamed("hi"))) {
            assertEquals(200, stream.status());
            assertEquals("small", stream.header("X-Hermes-Model").orElseThrow());
            assertEquals("from the spare", stream.chatText());
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsTheClientWhatItsRequestHasCaused(String refusal) {
        server.one.answerAlways(any -> REFUSED.get(refusal));

        Answer answer = server.client().chat("hi");

        assertTrue(answer.status() >= 400, answer.text());
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void asksTheNextUpstreamWhereConnectionsAreRefused() throws IOException {
        server.one.close();

        Answer answer = server.client().chat("hi");

        assertEquals("echo: hi", answer.content());
        assertEquals("spare", answer.header("X-Hermes-Provider").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "reasoning", "call"})
    void neverAsksAnotherUpstreamOnceAnythingWasShown(String shown) {
        server.one.answer(reply -> {
            reply.beginEvents();
            switch (shown) {
                case "text" -> reply.data(ChatJson.textChunk("half an"));
                case "reasoning" -> reply.data(ChatJson.deltaChunk(out -> out.write("reasoning_content", "hm")));
                default -> reply.data(ChatJson.toolCallChunk(0, "c1", "todo", "{"));
            }
            reply.cut();
        });

        try (SseRecorder stream = server.client().stream(PATH, Chats.streamed("hi"))) {
            String all = stream.text();
            assertTrue(all.contains("upstream_error"), all);
            assertEquals(shown.equals("text") ? 1 : 0, all.split("half an", -1).length - 1, all);
        }
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void keepsWhatWasSaidWhereAnAnswerStalls() {
        server.one.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half")).awaitClientClose());

        String run = Runs.start(server.client(), "hi");
        JsonObject end = Runs.end(server.client(), run);

        assertEquals("failed", end.getString("status"));
        assertEquals("half", end.getString("output"));
        assertEquals("main", end.getJsonObject("runtime").getString("provider"));
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void waitsForAnUpstreamThatLimitsTheRateForAMoment() {
        server.one.answer(Script.error(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After-Ms: 20"),
                Script.chatText("main again"));

        Answer answer = server.client().chat("hi");

        assertEquals("main again", answer.content());
        assertEquals("main", answer.header("X-Hermes-Provider").orElseThrow());
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void tellsOfTheLastFailureWhereNoneAnswers() {
        server.one.answerAlways(any -> Script.error(500, "{\"error\":{\"message\":\"first\"}}"));
        server.two.answerAlways(any -> Script.error(503, "{\"error\":{\"message\":\"second\"}}"));

        Answer answer = server.client().chat("hi");

        assertEquals(502, answer.status());
        assertTrue(answer.error().getString("message").contains("second"), answer.text());
    }

    @Test
    void staysWithTheUpstreamThatHasServedTheTurn() {
        server.one.answerAlways(any -> Script.error(500, ""));
        server.two.answer(Script.chatToolCall("c1", "todo", "{\"todos\":[\"a\"]}"), Script.chatText("done"));

        Answer answer = server.client().chat("hi");

        assertEquals("done", answer.content());
        assertEquals(1, server.one.requests().size());
        assertEquals(2, server.two.requests().size());
    }

    @Test
    void tellsTheRunWhichModelHasServed() {
        server.one.answerAlways(any -> Script.error(500, ""));

        String run = Runs.start(server.client(), "hi");
        JsonObject runtime = Json.parse("""
                {"provider":"spare","model":"small","requested":"ada","route_source":"agent","fallback":true,"model_lock":false}""")
                .asJsonObject();

        assertEquals(runtime, Runs.end(server.client(), run).getJsonObject("runtime"));
        try (SseRecorder events = server.client().follow(Runs.events(run))) {
            JsonObject last = events.rest().stream().filter(frame -> frame.data() != null).reduce((first, second) -> second).orElseThrow()
                    .json();
            assertEquals(runtime, last.getJsonObject("runtime"));
        }
        server.one.answerAlways(any -> Script.chatText("well again"));
        assertFalse(Runs.end(server.client(), Runs.start(server.client(), "again")).getJsonObject("runtime").getBoolean("fallback"));
    }

    @Test
    void opensTheBreakerAndClosesItAgain() throws Exception {
        server.close();
        server = new AgentsServer(FILE.formatted(2, "20ms"));
        server.one.answerAlways(any -> Script.error(500, "{\"error\":{\"message\":\"boom\"}}"));
        TestClient client = server.client();

        client.chat("1");
        client.chat("2");
        assertTrue(Set.of("unavailable", "trying").contains(state(client)));
        assertEquals("degraded", health(client).getString("status"));
        assertTrue(health(client).getJsonObject("upstreams").getJsonObject("main").getJsonObject("last_failure").getString("message")
                .contains("boom"));

        server.one.answerAlways(any -> Script.chatText("well again"));
        while (!client.chat("is it back?").content().equals("well again")) {
            Thread.onSpinWait();
        }
        assertEquals("available", state(client));
    }

    @Test
    void sparesAnUpstreamWhoseBreakerIsOpen() throws IOException {
        server.close();
        server = new AgentsServer(FILE.formatted(1, "30m"));
        server.one.answerAlways(any -> Script.error(500, ""));

        server.client().chat("1");
        server.client().chat("2");
        assertEquals(1, server.one.requests().size());

        server.two.answerAlways(any -> Script.error(500, ""));
        server.client().chat("3");
        assertEquals(2, server.one.requests().size(), "the last resort is called all the same");
    }

    @Test
    void asksNobodyElseForARunThatWasCancelled() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        server.close();
        server = new AgentsServer(FILE.formatted(1_000, "1m").replace("400ms", "30s").replace("700ms", "30s"));
        server.one.answer(reply -> reply.hold(held).cut());

        String run = Runs.start(server.client(), "hi");
        server.one.awaitRequest();
        server.client().post("/v1/runs/" + run + "/stop", "{}");
        held.countDown();

        assertEquals("cancelled", Runs.end(server.client(), run).getString("status"));
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void keepsTheOneVariableSetUpAsItWas() throws IOException {
        try (ScriptedUpstream only = new ScriptedUpstream();
             TestServer plain = TestServer.over(only, Map.of())) {
            only.answer(Script.error(500, "{\"error\":{\"message\":\"boom\"}}"));

            assertEquals(502, plain.client().chat("hi").status());
            assertEquals(1, only.requests().size());

            Answer answer = plain.client().chat("hi");
            assertEquals("scripted", answer.header("X-Hermes-Model").orElseThrow());
            assertEquals("default", answer.header("X-Hermes-Provider").orElseThrow());
        }
    }

    private static JsonObject health(TestClient client) {
        return client.get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks").getJsonObject("upstreams");
    }

    private static String state(TestClient client) {
        return health(client).getJsonObject("upstreams").getJsonObject("main").getString("state");
    }
}
