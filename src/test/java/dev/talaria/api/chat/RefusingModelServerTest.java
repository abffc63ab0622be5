package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns over models that refuse what the server adds to a request by itself, in their vendors' words. */
class RefusingModelServerTest {
    /** FerroxLabs/wayland#389, SamSaffron/term-llm#409 */
    private static final Script OLLAMA = Script.error(400, "{\"error\":{\"message\":\"registry.ollama.ai/library/gemma3:4b does "
            + "not support "
            + "tools\",\"type\":\"api_error\",\"param\":null,\"code\":null}}");
    /** langchain4j/langchain4j#3475, agentscope-ai/QwenPaw#1449 */
    private static final Script VLLM = Script.error(400, "{\"object\":\"error\",\"message\":\"\\\"auto\\\" tool choice requires "
            + "--enable-auto-tool-choice and --tool-call-parser to be set\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}");
    /** BerriAI/litellm#34569, openai/openai-openapi#541 */
    private static final Script REASONING = Script.error(400, "{\"error\":{\"message\":\"Function tools with reasoning_effort are "
            + "not supported "
            + "for gpt-5.4 in /v1/chat/completions. Please use /v1/responses instead.\",\"type\":\"invalid_request_error\","
            + "\"param\":\"reasoning_effort\",\"code\":null}}");
    /** openai/openai-python#2296 */
    private static final Script STREAM_OPTIONS = Script.error(400, "{\"error\":{\"message\":\"Unrecognized request argument supplied: "
            + "stream_options\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
    private static final String WEATHER = "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"o"
            + "bject\"}}}]";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of());
    private final TestClient client = server.client();

    @AfterEach
    void close() throws IOException {
        server.close();
        upstream.close();
    }

    private void refuses(Predicate<JsonObject> what, Script refusal) {
        upstream.answerAlways(request -> what.test(request.json()) ? refusal : Script.chatText("hello"));
    }

    private static boolean hasTools(JsonObject body) {
        return body.containsKey("tools");
    }

    private int calls() {
        return upstream.requests().size();
    }

    private JsonArray adaptations() {
        return client.get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks").getJsonObject("model")
                .getJsonArray("adaptations");
    }

    private static String answer(SseRecorder stream) {
        return stream.rest().stream().filter(frame -> !frame.data().equals("[DONE]")).map(frame -> Chats.delta(frame.json()))
                .collect(Collectors.joining());
    }

    @Test
    void answersOverAModelThatRefusesTools() {
        refuses(RefusingModelServerTest::hasTools, OLLAMA);

        assertEquals("hello", client.chat("hi").content());
        assertEquals("hello", client.chat("hi again").content());
        assertEquals(3, calls());
    }

    @Test
    void streamsOverAModelServerWithoutAToolParser() {
        refuses(RefusingModelServerTest::hasTools, VLLM);

        try (SseRecorder stream = client.stream(Chats.streamed("hi"))) {
            assertEquals("hello", answer(stream));
        }
    }

    @Test
    void answersResponsesRunsSessionsAndTasksOverSuchAModel() {
        refuses(RefusingModelServerTest::hasTools, OLLAMA);
        String session = client.post("/api/sessions", "{}").json().getJsonObject("session").getString("id");

        assertEquals("hello", ResponseCalls.text(new ResponseCalls(client).create("hi")));
        assertEquals("hello", Runs.end(client, Runs.start(client, "hi")).getString("output"));
        assertEquals(200, client.post("/api/sessions/" + session + "/chat", "{\"message\":\"hi\"}").status());
        assertEquals("hello", client.with("X-Hermes-Task", "title").chat("hi").content());
    }

    @Test
    void answersWhereToolsClashWithReasoningAndStillOffersThemElsewhere() {
        refuses(body -> hasTools(body) && body.containsKey("reasoning_effort"), REASONING);

        assertEquals("hello", client.post("/v1/chat/completions", Chats.of("user", "hi").add("reasoning_effort", "low").build().toString())
                .content());
        assertEquals("low", upstream.lastRequest().json().getString("reasoning_effort"));
        client.chat("hi");

        assertTrue(hasTools(upstream.lastRequest().json()));
        assertEquals("[\"reasoning\"]", adaptations().getJsonObject(0).getJsonArray("beside").toString());
    }

    @Test
    void streamsWithoutUsageWhereStreamOptionsAreRefused() {
        refuses(body -> body.containsKey("stream_options"), STREAM_OPTIONS);

        try (SseRecorder stream = client.stream(Chats.streamed("hi"))) {
            assertEquals("hello", answer(stream));
        }
        assertTrue(hasTools(upstream.lastRequest().json()));
    }

    @Test
    void tellsTheLimitInTheSpellingThatTheModelKnows() {
        refuses(body -> body.containsKey("max_tokens"), Script.chatError(400, "Unsupported parameter: 'max_tokens' is not supported with "
                + "this model. Use 'max_completion_tokens' instead.", "unsupported_parameter"));
        String body = "{\"input\":\"hi\",\"max_output_tokens\":50}";

        assertEquals("hello", ResponseCalls.text(ResponseCalls.ok(client.post("/v1/responses", body))));
        assertEquals(50, upstream.lastRequest().json().getInt("max_completion_tokens"));
        client.post("/v1/responses", body);
        assertEquals(3, calls());
    }

    @Test
    void putsTheSystemPromptBeforeTheQuestionWhereThereIsNoSuchRole() {
        refuses(body -> body.getJsonArray("messages").getJsonObject(0).getString("role").equals("system"),
                Script.error(400, "{\"object\":\"error\",\"message\":\"System role not supported\",\"code\":400}"));

        assertEquals("hello", client.post("/v1/chat/completions", Chats.of("system", "Be brief.", "user",
                "hi").build().toString()).content());

        String question = ResponseCalls.contents(upstream.lastRequest()).get(0);
        assertTrue(question.contains("Be brief.\n\nhi"), question);
    }

    @Test
    void dropsWhatAStrictModelDoesNotKnowInTheClientsCopy() {
        refuses(body -> body.getJsonArray("messages").toString().contains("reasoning_details"), Script.error(422, "{\"detail\":[{\"type\":"
                + "\"extra_forbidden\",\"loc\":[\"body\",\"messages\",2,\"assistant\",\"reasoning_details\"],\"msg\":\"Extra "
                + "inputs are not "
                + "permitted\",\"input\":[]}]}"));
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"Hi.\",\"reasoni"
                + "ng_details\":"
                + "[{\"type\":\"reasoning.text\"}]},{\"role\":\"user\",\"content\":\"and now?\"}]}";

        assertEquals("hello", client.post("/v1/chat/completions", body).content());
        assertEquals(2, calls());
    }

    @Test
    void leavesTheClientsToolsAndTellsThatTheyAreRefused() {
        refuses(RefusingModelServerTest::hasTools, OLLAMA);
        JsonObjectBuilder body = Chats.of("user", "hi").add("tools", Json.parse(WEATHER));

        Answer refused = client.post("/v1/chat/completions", body.build().toString());

        assertTrue(refused.status() >= 400 && refused.error().getString("message").contains("does not support tools"), refused::text);
        assertEquals(1, calls());
        assertTrue(adaptations().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid schema for response_format 'x'", "Unsupported value: 'temperature' does not support 3 with "
            + "this model."})
    void asksOnceWhereTheClientsOwnWishIsRefused(String words) {
        upstream.answerAlways(request -> Script.chatError(400, words, "invalid_value"));

        Answer refused = client.post("/v1/chat/completions", Chats.of("user", "hi").add("temperature", 3).build().toString());

        assertTrue(refused.error().getString("message").contains(words), refused::text);
        assertEquals(1, calls());
    }

    @Test
    void goesOnWithASessionWhoseModelTakesNoToolsAnyMore() {
        TestClient inSession = client.with("X-Hermes-Session-Id", "s1");
        upstream.answer(Script.chatToolCall("c1", "todo", "{\"todos\":[\"a\"]}"), Script.chatText("Noted."));
        inSession.chat("note a");
        refuses(RefusingModelServerTest::hasTools, OLLAMA);

        assertEquals("hello", inSession.chat("and now?").content());

        List<SeenRequest> seen = upstream.requests();
        assertEquals(4, seen.size());
        assertTrue(hasTools(seen.get(2).json()));
        assertFalse(seen.get(3).body().contains("tool_call"), seen.get(3)::body);
        assertTrue(seen.get(3).body().contains("Noted."), seen.get(3)::body);

        client.chat("something else");
        inSession.chat("once more");
        assertTrue(hasTools(upstream.requests().get(5).json()), "tools stay where the prompt holds a call of one");
    }

    /** What the log tells to set must not take away what works without it. */
    @Test
    void goesOnWithASessionWhoseToolsTheOperatorHasSwitchedOff() {
        String history = "{\"role\":\"user\",\"content\":\"note a\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"i"
                + "d\":\"c1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"todo\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_i"
                        + "d\":\"c1\","
                + "\"content\":\"[]\"},{\"role\":\"assistant\",\"content\":\"Noted.\"},{\"role\":\"user\",\"content\":\"and now?\"}";
        refuses(body -> body.toString().contains("tool_call_id"), OLLAMA);
        try (TestServer without = TestServer.over(upstream, Map.of("talaria.agent.tools", "none"))) {
            assertEquals("hello", without.client().post("/v1/chat/completions", "{\"messages\":[" + history + "]}").content());
        }

        assertTrue(upstream.lastRequest().body().contains("Noted."), upstream.lastRequest()::body);
    }

    @Test
    void showsWhatIsLeftOutInTheDetailedHealth() {
        assertTrue(adaptations().isEmpty());
        refuses(RefusingModelServerTest::hasTools, OLLAMA);
        client.chat("hi");

        JsonObject shown = adaptations().getJsonObject(0);

        assertEquals("scripted", shown.getString("model"));
        assertEquals("[\"tools\"]", shown.getJsonArray("omitted").toString());
        assertEquals("[]", shown.getJsonArray("beside").toString());
        assertTrue(shown.getString("reason").contains("does not support tools"), shown::toString);
        assertEquals("TALARIA_AGENT_TOOLS=none", shown.getString("setting"));
        assertTrue(shown.getString("since").compareTo(shown.getString("until")) < 0, shown::toString);
    }

    @Test
    void goesWithoutFromTheStartWhereTheOperatorSaysSo() {
        Map<String, String> settings = Map.of("talaria.model.omit", "stream_options, tools+reasoning",
                "talaria.model.limit-member", "max_completion_tokens");
        try (TestServer told = TestServer.over(upstream, settings); SseRecorder stream = told.client().stream(Chats.of("user", "hi")
                .add("stream", true).add("max_tokens", 9).add("reasoning_effort", "low").build().toString())) {
            stream.rest();
        }

        JsonObject body = upstream.lastRequest().json();
        assertFalse(body.containsKey("stream_options") || hasTools(body) || body.containsKey("max_tokens"), body::toString);
        assertEquals(9, body.getInt("max_completion_tokens"));
    }
}
