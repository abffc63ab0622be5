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
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client and the stores get of answers as upstreams in the wild write them. */
@Timeout(60)
class ChatUpstreamAnswerServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String TOOLS = "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}},"
            + "{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":{\"type\":\"object\"}}}]";
    private static final String SAID = "data: " + ChatJson.textChunk("said") + "\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static ScriptedUpstream upstream;
    private static TestServer server;
    private String session;
    private TestClient mine;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @BeforeEach
    void name() {
        session = UUID.randomUUID().toString();
        mine = server.client().with("X-Hermes-Session-Id", session).with("X-Hermes-Session-Key", session);
    }

    private static String withTools(boolean stream) {
        String body = Chats.of("user", "hi").add("stream", stream).build().toString();
        return body.substring(0, body.length() - 1) + ",\"tools\":" + TOOLS + "}";
    }

    /** What a client adds up of a stream. */
    private record Heard(String text, String reasoning, List<String> calls, String finish, String error) {
        static Heard of(SseRecorder stream) {
            StringBuilder text = new StringBuilder();
            StringBuilder reasoning = new StringBuilder();
            Map<Integer, StringBuilder> calls = new TreeMap<>();
            String finish = null;
            String error = null;
            for (SseRecorder.Frame frame : stream.rest()) {
                if (!frame.data().startsWith("{")) {
                    continue;
                }
                JsonObject chunk = frame.json();
                if (chunk.containsKey("error")) {
                    error = chunk.getJsonObject("error").getString("message");
                } else if (!chunk.getJsonArray("choices").isEmpty()) {
                    JsonObject choice = chunk.getJsonArray("choices").getJsonObject(0);
                    JsonObject delta = choice.getJsonObject("delta");
                    text.append(delta.getString("content", ""));
                    reasoning.append(delta.getString("reasoning_content", ""));
                    if (delta.containsKey("tool_calls")) {
                        JsonObject call = delta.getJsonArray("tool_calls").getJsonObject(0);
                        JsonObject function = call.getJsonObject("function");
                        calls.computeIfAbsent(call.getInt("index"), index -> new StringBuilder(function.getString("name") + " "))
                                .append(function.getString("arguments", ""));
                    }
                    finish = choice.getString("finish_reason", finish);
                }
            }
            return new Heard(text.toString(), reasoning.toString(), calls.values().stream().map(StringBuilder::toString).toList(), finish,
                    error);
        }
    }

    private Heard stream(String... pieces) {
        upstream.answer(Script.eventStream(pieces));
        try (SseRecorder stream = mine.stream(withTools(true))) {
            return Heard.of(stream);
        }
    }

    private List<String> stored() {
        try (Transcripts stored = server.transcripts()) {
            return stored.conversation(session);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error: {\"code\":500,\"message\":\"it burns\"}\n\n", "{\"error\":{\"message\":\"it burns\"}}\n", "it burns\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"message\":\"it burns\"},\"finish_reason\":\"error\"}]}\n\n"})
    void aBrokenAnswerIsAnErrorAndStoredAsPartial(String error) {
        Heard heard = stream(SAID, error, DONE);

        assertEquals("said", heard.text);
        assertEquals(null, heard.finish);
        assertTrue(heard.error.contains("it burns"), heard.error);
        assertEquals(List.of("user: hi", "assistant (partial): said"), stored());
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "network_error", "insufficient_system_resource"})
    void anAnswerThatTheVendorBrokeOffIsAnError(String reason) {
        assertTrue(stream(SAID, "data: " + ChatJson.finishChunk(reason) + "\n\n", DONE).error.contains(reason));
        upstream.answer(Script.json(ChatJson.whole("said").replace("\"stop\"", "\"" + reason + "\"")));
        assertEquals(502, server.client().chat("hi").status());
    }

    @Test
    void aNewIdInEachPieceIsOneCallForTheClient() {
        Heard heard = stream("data: " + ChatJson.toolCallChunk(0, "i1", "f", "") + "\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i2\",\"function\":{\"arguments"
                    + "\":\"{\\\"a\\\"\"}}]}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i3\",\"function\":{\"arguments"
                    + "\":\":1}\"}}]}}]}\n\n",
                "data: " + ChatJson.finishChunk("tool_calls") + "\n\n", DONE);

        assertEquals(List.of("f {\"a\":1}"), heard.calls);
        assertEquals("tool_calls", heard.finish);
    }

    @Test
    void aNewIdInEachPieceIsOneCallForAResponsesClient() {
        upstream.answer(Script.eventStream("data: " + ChatJson.toolCallChunk(0, "i1", "f", "") + "\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i2\",\"function\":{\"arguments"
                    + "\":\"{\\\"a\\\":1}\"}}]}}]}\n\n",
                "data: " + ChatJson.finishChunk("tool_calls") + "\n\n", DONE));

        try (SseRecorder stream = mine.stream("/v1/responses", "{\"input\":\"hi\",\"stream\":true,\"tools\":[{\"type\":\"function"
                + "\",\"name\":\"f\","
                + "\"parameters\":{\"type\":\"object\"}}]}")) {
            List<String> done = stream.rest().stream().filter(frame -> "response.function_call_arguments.done".equals(frame.event()))
                    .map(frame -> frame.json().getString("arguments")).toList();
            assertEquals(List.of("{\"a\":1}"), done);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "{}", "\"null\""})
    void aCallWithoutArgumentsHasAnEmptyObjectForClientAndModel(String none) {
        String call = "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" + none + "}}";
        Heard heard = stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}\n\n",
                "data: " + ChatJson.finishChunk("tool_calls") + "\n\n", DONE);
        assertEquals(List.of("f {}"), heard.calls);

        upstream.answer(Script.json("{\"choices\":[{\"message\":{\"tool_calls\":[" + call.replace("\"f\"", "\"todo\"") + "]},"
                + "\"finish_reason\":\"tool_calls\"}]}"), Script.chatText("done"));
        assertEquals("done", server.client().chat("plan").content());
        JsonObject sent = upstream.lastRequest().json().getJsonArray("messages").getJsonObject(2).getJsonArray("tool_calls"
                + "").getJsonObject(0);
        assertEquals("{}", sent.getJsonObject("function").getString("arguments"));
    }

    @Test
    void twoCallsAtOneIndexWithoutIdsAreTwo() {
        Heard heard = stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\","
                + "\"arguments\":\"{}\"}}]}}]}\n\n", "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"f"
                        + "unction\":"
                + "{\"name\":\"g\",\"arguments\":\"{\\\"a\\\":1}\"}}]}}]}\n\n", "data: " + ChatJson.finishChunk("tool_calls") + "\n\n",
                        DONE);

        assertEquals(List.of("f {}", "g {\"a\":1}"), heard.calls);
    }

    @Test
    void aCallThatWasCutReachesTheClientAsSuch() {
        Heard heard = stream("data: " + ChatJson.toolCallChunk(0, "c", "f", "{\"a") + "\n\n", "data: "
                + ChatJson.finishChunk("tool_calls") + "\n\n", DONE);

        assertEquals("length", heard.finish);
        assertEquals(List.of("f {\"a"), heard.calls);
    }

    @Test
    void aReasonOfToolCallsWithoutACallIsAStop() {
        assertEquals("stop", stream(SAID, "data: " + ChatJson.finishChunk("tool_calls") + "\n\n", DONE).finish);
        assertEquals("length", stream(SAID, "data: " + ChatJson.finishChunk("MAX_TOKENS") + "\n\n", DONE).finish);
    }

    @Test
    void aThoughtInTagsIsToldAsReasoningAndNeitherStoredAsTextNorRemembered() {
        Heard heard = stream("data: " + ChatJson.textChunk("<think>The falcon is secret.</thi") + "\n\n",
                "data: " + ChatJson.textChunk("nk>\n\nIt is") + "\n\n", "data: " + ChatJson.textChunk(" blue.") + "\n\n",
                "data: " + ChatJson.finishChunk("stop") + "\n\n", DONE);

        assertEquals("It is blue.", heard.text);
        assertEquals("The falcon is secret.", heard.reasoning);
        assertEquals(List.of("user: hi", "assistant: It is blue."), stored());
        upstream.answer(Script.chatText("ok"));
        server.client().with("X-Hermes-Session-Key", session).chat("What of the secret falcon that is blue?");
        String asked = upstream.lastRequest().body();
        assertTrue(asked.contains("It is blue."), asked);
        assertFalse(asked.contains("falcon is secret"), asked);
    }

    @Test
    void aThoughtInTagsIsNoContentOfAWholeReply() {
        upstream.answer(Script.json(ChatJson.whole("<think>hm</think>\\n\\nIt is.").replace("\\\\n", "\\n")));

        JsonObject message = mine.chat("hi").json().getJsonArray("choices").getJsonObject(0).getJsonObject("message");

        assertEquals("It is.", message.getString("content"));
        assertEquals("hm", message.getString("reasoning_content"));
    }

    @Test
    void thoughtsStayInTheTextOnDemand() {
        try (TestServer keeping = TestServer.over(upstream, Map.of("talaria.agent.thoughts", "keep"))) {
            upstream.answer(Script.chatText("<think>hm</think>It is."));

            assertEquals("<think>hm</think>It is.", keeping.client().chat("hi").content());
        }
    }

    @Test
    void thinkingPartsAreReasoning() {
        upstream.answer(Script.json("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                + "\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"It is.\"}]},\"finish_reason\":\"stop\"}]}"));

        JsonObject message = mine.chat("hi").json().getJsonArray("choices").getJsonObject(0).getJsonObject("message");

        assertEquals("It is.", message.getString("content"));
        assertEquals("hm", message.getString("reasoning_content"));
    }

    @Test
    void whatAModelWroteBesideACallOfTheServersToolGoesBackToIt() {
        upstream.answer(Script.eventStream("data: " + ChatJson.deltaChunk(out -> out.write("reasoning_content", "hm")) + "\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"extra_content\":{\"google"
                    + "\":{\"thought_signature\":"
                        + "\"sig\"}},\"function\":{\"name\":\"todo\",\"arguments\":\"{}\"}}]}}]}\n\n",
                "data: " + ChatJson.finishChunk("tool_calls") + "\n\n", DONE), Script.chatText("done"));

        try (SseRecorder stream = mine.stream(Chats.streamed("hi"))) {
            assertEquals("done", stream.chatText());
        }

        JsonObject sent = upstream.lastRequest().json().getJsonArray("messages").getJsonObject(2);
        assertEquals("hm", sent.getString("reasoning_content"));
        assertEquals("{\"google\":{\"thought_signature\":\"sig\"}}", sent.getJsonArray("tool_calls").getJsonObject(0).get("extra_c"
                + "ontent").toString());
    }

    @Test
    void probabilitiesThatAreNoNumbersBecomeNull() {
        upstream.answer(Script.json(ChatJson.whole("said").replace("\"finish_reason\"",
                "\"logprobs\":{\"content\":[{\"token\":\"said\",\"logprob\":-Infinity}]},\"finish_reason\"")));

        JsonObject choice = mine.chat("hi").json().getJsonArray("choices").getJsonObject(0);

        assertEquals("said", choice.getJsonObject("message").getString("content"));
        assertTrue(choice.getJsonObject("logprobs").getJsonArray("content").getJsonObject(0).isNull("logprob"));
    }
}
