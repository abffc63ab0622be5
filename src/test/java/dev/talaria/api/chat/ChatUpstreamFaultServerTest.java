package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an upstream does wrong, its client gets a truthful error or a truthful end, and never waits for ever. */
@Timeout(60)
class ChatUpstreamFaultServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String SAID = "data: " + ChatJson.textChunk("well said") + "\n\n";
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of("talaria.model.first-byte-timeout", "1s",
            "talaria.model.idle-timeout", "1s", "talaria.model.api-key", "own-secret"));

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({"401,502,upstream_auth,false", "403,502,upstream_auth,false", "402,502,upstream_error,false",
        "400,400,invalid_value,false", "413,413,invalid_value,false", "422,422,invalid_value,false", "408,504,upstream_timeout,",
        "415,502,upstream_error,false", "500,502,upstream_error,", "503,502,upstream_error,", "529,502,upstream_error,",
        "504,504,upstream_timeout,", "429,429,upstream_rate_limited,"})
    void translatesAnUpstreamsRefusal(int upstreamStatus, int status, String code, String shouldRetry) {
        for (String body : List.of(Chats.body("hi"), Chats.streamed("hi"))) {
            upstream.answer(Script.chatError(upstreamStatus, "boom sk-abcdefgh12345 own-secret", "invalid_value"));

            TestClient.Answer answer = server.client().post(PATH, body);

            ChatErrorServerTest.assertError(status, code, null, answer);
            assertEquals("HTTP " + upstreamStatus + ": boom *** ***", answer.error().getString("message"));
            assertEquals(shouldRetry, answer.header("x-should-retry").orElse(null));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "429|{\"error\":{\"message\":\"slow down\"}}|Retry-After: 7|7",
        "429|{\"error\":{\"message\":\"slow down\"}}|retry-after-ms: 6500|7",
        "503|{\"error\":{\"message\":\"overloaded\"}}|Retry-After: 7|7",
        "429|{\"error\":{\"message\":\"Please try again in 6.2s.\"}}|X-Other: 1|7"})
    void passesOnWhenToComeBack(int status, String body, String header, String seconds) {
        upstream.answer(Script.error(status, body, header));

        TestClient.Answer answer = server.client().chat("hi");

        assertEquals(seconds, answer.header("Retry-After").orElseThrow());
        assertEquals("", answer.header("x-should-retry").orElse(""));
    }

    @Test
    void knowsTheOperatorsWordsForAContextThatIsTooLong() {
        try (TestServer own = TestServer.over(upstream, Map.of("talaria.model.context-overflow-patterns", "nothing\n(?i)head is full"))) {
            upstream.answer(Script.chatError(500, "My HEAD is full", "x"));

            ChatErrorServerTest.assertError(400, "context_length_exceeded", null, own.client().chat("hi"));
        }
    }

    @Test
    void tellsWhatTheUpstreamRefusedAndWhere() {
        for (String body : List.of(Chats.body("hi"), Chats.streamed("hi"))) {
            upstream.answer(Script.error(400, "{\"error\":{\"message\":\"Invalid schema\",\"type\":\"invalid_request_error\","
                    + "\"param\":\"response_format\",\"code\":null}}"));

            TestClient.Answer answer = server.client().post(PATH, body);

            ChatErrorServerTest.assertError(400, "upstream_refused", "response_format", answer);
            assertEquals("invalid_request_error", answer.error().getString("type"));
            assertEquals("HTTP 400: Invalid schema", answer.error().getString("message"));
            assertEquals("false", answer.header("x-should-retry").orElseThrow());
        }
    }

    @Test
    void readsTheDetailsOfFastApi() {
        upstream.answer(Script.error(422, "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"messages\",0,\"content\"],"
                + "\"msg\":\"Field required\",\"input\":{}}]}"));

        TestClient.Answer answer = server.client().chat("hi");

        ChatErrorServerTest.assertError(422, "upstream_refused", "messages.0.content", answer);
        assertEquals("HTTP 422: messages.0.content: Field required", answer.error().getString("message"));
    }

    @Test
    void isNotAskedAgainAboutAQuotaThatIsUsedUp() {
        upstream.answer(Script.chatError(429, "You exceeded your current quota", "insufficient_quota"));

        TestClient.Answer answer = server.client().chat("hi");

        ChatErrorServerTest.assertError(429, "upstream_rate_limited", null, answer);
        assertEquals("false", answer.header("x-should-retry").orElseThrow());
    }

    @Test
    void tellsAMissingModelFromAWrongBaseUrl() {
        upstream.answer(Script.error(404, "{\"error\":{\"message\":\"model 'm' not found, try pulling it first\"}}"),
                reply -> reply.whole(404, "text/html", "<html><title>404 Not Found</title><h1>404 Not Found</h1></html>"));

        ChatErrorServerTest.assertError(404, "upstream_model_not_found", null, server.client().chat("hi"));
        TestClient.Answer wrong = server.client().chat("hi");
        ChatErrorServerTest.assertError(502, "upstream_error", null, wrong);
        assertEquals("HTTP 404: 404 Not Found (asked for /v1/chat/completions; is the base URL right?)",
                wrong.error().getString("message"));
        assertEquals("false", wrong.header("x-should-retry").orElseThrow());
    }

    @Test
    void namesTheServerThatItIsRedirectedTo() {
        upstream.answer(reply -> reply.whole(301, "text/html", "", "Location: https://elsewhere.example/v1/chat/completions?key=x"));

        TestClient.Answer answer = server.client().chat("hi");

        ChatErrorServerTest.assertError(502, "upstream_error", null, answer);
        assertTrue(answer.error().getString("message").contains("https://elsewhere.example/v1/chat/completions ("), answer.text());
        assertEquals("false", answer.header("x-should-retry").orElseThrow());
    }

    @Test
    void followsARedirectOnTheSameServer() {
        upstream.answer(reply -> reply.whole(308, "text/html", "", "Location: /v2/chat/completions"), Script.chatText("here"));

        assertEquals("here", server.client().chat("hi").content());
        assertEquals("POST", upstream.lastRequest().method());
    }

    @Test
    void tellsARefusalWithinAStreamThatHasBegun() {
        upstream.answer(Script.eventStream(SAID, "data: {\"error\":{\"message\":\"This model's maximum context length is 10 tokens\","
                + "\"code\":400}}\n\n"));

        try (SseRecorder stream = server.client().stream(Chats.streamed("hi"))) {
            List<SseRecorder.Frame> frames = stream.rest();

            JsonObject error = frames.get(frames.size() - 2).json().getJsonObject("error");
            assertEquals("context_length_exceeded", error.getString("code"));
            assertEquals("invalid_request_error", error.getString("type"));
        }
    }

    @Test
    void tellsARefusalBeforeTheFirstWordAsAnHttpError() {
        upstream.answer(Script.eventStream("data: {\"error\":{\"message\":\"no such format\",\"type\":\"invalid_request_error\","
                + "\"code\":\"unsupported_value\",\"param\":\"response_format\"}}\n\n"));

        ChatErrorServerTest.assertError(400, "unsupported_value", "response_format", server.client().post(PATH, Chats.streamed("hi")));
    }

    @Test
    void saysThatTheContextIsTooLong() {
        upstream.answer(Script.chatError(400, "This model's maximum context length is 10 tokens", "context_length_exceeded"));

        ChatErrorServerTest.assertError(400, "context_length_exceeded", null, server.client().chat("hi"));
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of("never answers", (Script) reply -> reply.hold(NEVER), 504, "upstream_timeout"),
                Arguments.of("closes at once", (Script) reply -> reply.cut(), 502, "upstream_error"),
                Arguments.of("resets", (Script) reply -> reply.reset(), 502, "upstream_error"),
                Arguments.of("says nothing that counts", Script.eventStream(": hello\n\n"), 502, "upstream_error"),
                Arguments.of("sends no JSON", Script.json("<html>"), 502, "upstream_error"),
                Arguments.of("reports an error as a success", Script.json("{\"error\":{\"message\":\"no\"}}"), 502, "upstream_error"),
                Arguments.of("begins with an error chunk", Script.eventStream("data: {\"error\":{\"message\":\"no\"}}\n\n"), 502,
                        "upstream_error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void failsAsAnHttpErrorBeforeTheFirstWord(String what, Script script, int status, String code) {
        for (String body : List.of(Chats.body("hi"), Chats.streamed("hi"))) {
            upstream.answer(script);

            ChatErrorServerTest.assertError(status, code, null, server.client().post(PATH, body));
        }
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of("stalls", (Script) reply -> reply.beginEvents().write(SAID).hold(NEVER), "upstream_timeout"),
                Arguments.of("cuts", (Script) reply -> reply.beginEvents().write(SAID).cut(), "upstream_error"),
                Arguments.of("half a frame", Script.eventStream(SAID, "data: {\"choices\":[{\"del"), "upstream_error"),
                Arguments.of("no end mark", Script.eventStream(SAID), "upstream_error"),
                Arguments.of("error chunk", Script.eventStream(SAID, "data: {\"error\":{\"message\":\"no\"}}\n\n"), "upstream_error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void endsABrokenStreamTruthfullyAndKeepsWhatItSaid(String what, Script script, String code) {
        String session = "broken " + what;
        upstream.answer(script);

        try (SseRecorder stream = server.client().with("X-Hermes-Session-Id", session).stream(Chats.streamed("hi"));
             Transcripts stored = server.transcripts()) {
            List<SseRecorder.Frame> frames = stream.rest();

            assertEquals("[DONE]", frames.get(frames.size() - 1).data());
            JsonObject last = frames.get(frames.size() - 2).json();
            assertEquals(code, last.getJsonObject("error").getString("code"));
            assertTrue(frames.stream().anyMatch(frame -> frame.data().contains("well said")));
            assertFalse(frames.stream().anyMatch(frame -> frame.data().contains("\"finish_reason\":\"")));
            assertEquals(List.of("user: hi", "assistant (partial): well said"), stored.conversation(session));
        }
    }

    @Test
    void acceptsAFinishWithoutAnEndMark() {
        upstream.answer(Script.eventStream(SAID, "data: " + ChatJson.finishChunk("stop") + "\n\n"));

        try (SseRecorder stream = server.client().stream(Chats.streamed("hi"))) {
            assertEquals("well said", stream.chatText());
        }
    }

    @Test
    void outlivesConnectionsThatHaveGoneStale() {
        Set<Integer> used = ConcurrentHashMap.newKeySet();
        upstream.answerAlways(request -> used.add(request.connection()) ? Script.chatText("fine") : reply -> reply.cut());

        for (int i = 0; i < 10; i++) {
            assertEquals("fine", server.client().chat("hi").content());
        }
    }

    @Test
    void doesNotDoubleTheMessageOfAFailedTurn() {
        TestClient client = server.client().with("X-Hermes-Session-Id", "retried");
        upstream.answer(Script.chatError(500, "boom", "x"), Script.chatText("fine"));
        client.chat("hi");

        client.chat("hi");

        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: hi", "assistant: fine"), stored.conversation("retried"));
        }
    }

    @Test
    void repairsTextThatJsonCannotHold() {
        upstream.answer(Script.json("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\\u0000b\\ud800c\"},"
                + "\"finish_reason\":\"stop\"}]}"));

        assertEquals("a\uFFFDb\uFFFDc", server.client().with("X-Hermes-Session-Id", "odd").chat("hi").content());
    }

    @Test
    void saysThatNobodyListensThere() throws IOException {
        ScriptedUpstream gone = new ScriptedUpstream();
        gone.close();
        try (TestServer lonely = TestServer.over(gone, Map.of())) {
            ChatErrorServerTest.assertError(502, "upstream_error", null, lonely.client().chat("hi"));
        }
    }

    @Test
    void endsATurnThatTakesTooLong() {
        try (TestServer hasty = TestServer.over(upstream, Map.of("talaria.agent.turn-timeout", "1s"))) {
            upstream.answer(reply -> reply.hold(NEVER));

            ChatErrorServerTest.assertError(504, "turn_timeout", null, hasty.client().chat("hi"));
        }
    }

    @Test
    void endsAModelThatNeverStopsCallingTools() {
        upstream.answerAlways(request -> Script.chatToolCall("call_x", "todo", "{}"));
        try (TestServer strict = TestServer.over(upstream, Map.of("talaria.agent.max-steps", "3"))) {
            ChatErrorServerTest.assertError(502, "upstream_error", null, strict.client().chat("hi"));
            assertEquals(3, upstream.requests().size());
        }
    }
}
