package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Script;
import dev.talaria.testing.SeenRequest;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that an upstream refuses in one form and answers in another. */
class AdaptiveCallTest {
    private static final Script NO_TOOLS = Script.chatError(400, "m does not support tools", "invalid_value");

    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static ModelRequest withServerTool(boolean stream) {
        return new ModelRequest("m", List.of(Message.user("hi")), List.of(), List.of(ModelRequests.tool("todo")),
                ModelRequests.object("{\"max_tokens\":5}"), stream);
    }

    private RecordingSink ask(ModelRequest request, Script... scripts) throws InterruptedException {
        fixture.upstream.answer(scripts);
        return fixture.ask(fixture.model(), request);
    }

    private List<JsonObject> bodies() {
        return fixture.upstream.requests().stream().map(SeenRequest::json).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksOnceMoreWithoutToolsAndThenAtOnce(boolean stream) throws Exception {
        RecordingSink first = ask(withServerTool(stream), NO_TOOLS, Script.chatText("hello"));
        RecordingSink second = ask(withServerTool(stream), Script.chatText("hello again"));

        assertEquals("hello", first.text());
        assertEquals("hello again", second.text());
        assertEquals(List.of(true, false, false), bodies().stream().map(body -> body.containsKey("tools")).toList());
        assertEquals("HTTP 400: m does not support tools", fixture.model().adaptations().get(0).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"message\":\"m does not support tools\"}}",
        "{\"error\":{\"code\":400,\"message\":\"Function calling is not enabled for models/m\"}}"})
    void asksOnceMoreWhereTheErrorIsTheFirstThingOfAStream(String error) throws Exception {
        RecordingSink sink = ask(withServerTool(true), reply -> reply.beginEvents().data(error).data("[DONE]").end(),
                Script.chatText("hello"));

        assertEquals("hello", sink.text());
        assertEquals(2, bodies().size());
    }

    @Test
    void asksOnceMoreWhereTheErrorComesAsAWholeReply() throws Exception {
        RecordingSink sink = ask(withServerTool(false), Script.json("{\"error\":{\"message\":\"m does not support tools\"}}"),
                Script.chatText("hello"));

        assertEquals("hello", sink.text());
    }

    @Test
    void asksNoSecondTimeOnceSomethingWasSaid() throws Exception {
        RecordingSink sink = ask(withServerTool(true), reply -> reply.beginEvents().data(ChatJson.textChunk("Well, "))
                .data("{\"error\":{\"message\":\"tools are not supported\"}}").end());

        assertEquals("Well, ", sink.text());
        assertEquals(1, bodies().size());
        assertTrue(fixture.model().adaptations().isEmpty());
    }

    @Test
    void triesOnceForEachThingThatIsRefused() throws Exception {
        RecordingSink sink = ask(withServerTool(true), NO_TOOLS,
                Script.chatError(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "unsupported_parameter"),
                Script.chatError(400, "Unrecognized request argument supplied: stream_options", "invalid_value"), Script.chatText("hello"));

        assertEquals("hello", sink.text());
        assertEquals("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_completion_tokens\":5,\"stream\":true}",
                fixture.upstream.lastRequest().body());
        assertEquals(4, bodies().size());
    }

    @Test
    void givesAStreamTheWholeAnswerOfAModelThatCannotStream() throws Exception {
        RecordingSink sink = ask(withServerTool(true),
                Script.chatError(400, "Your organization must be verified to stream this model.", "unsupported_value"),
                        Script.chatText("hello"));

        assertEquals("hello", sink.text());
        assertFalse(bodies().get(1).getBoolean("stream") || bodies().get(1).containsKey("stream_options"));
        assertTrue(bodies().get(1).containsKey("tools"));
    }

    @Test
    void remembersNothingOfARefusalThatStayed() throws Exception {
        RecordingSink sink = ask(withServerTool(true), NO_TOOLS, NO_TOOLS);

        assertEquals(List.of("failed UPSTREAM_REFUSED"), sink.calls());
        assertEquals(2, bodies().size());
        assertTrue(fixture.model().adaptations().isEmpty());
    }

    @Test
    void tellsARefusalOfTheClientsWishAtOnce() throws Exception {
        ask(withServerTool(true), Script.chatError(400, "Invalid value for 'temperature'", "invalid_value"));

        assertEquals(1, bodies().size());
    }

    @Test
    void writesAnEmptyTextWhereNoneIsRefused() throws Exception {
        ModelRequest request = ModelRequests.streamed(List.of(Message.user("hi"), new Message(Role.ASSISTANT,
                List.of(new ToolCall("a", "weather", "{}")), null), Message.toolResult("a", "sunny")));

        RecordingSink sink = ask(request, Script.chatError(400, "Invalid value for 'content': expected a string, got null.",
                "invalid_value"),
                Script.chatText("hello"));

        assertEquals("hello", sink.text());
        assertEquals("", bodies().get(1).getJsonArray("messages").getJsonObject(1).getString("content"));
    }

    @Test
    void asksNoSecondTimeOnceCancelled() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        fixture.upstream.answer(reply -> {
            reply.hold(cancelled);
            NO_TOOLS.play(reply);
        });
        RecordingSink sink = new RecordingSink();
        ModelCall call = fixture.start(withServerTool(true), sink);
        fixture.upstream.awaitRequest();

        call.cancel();
        cancelled.countDown();
        fixture.upstream.awaitConnectionClosed();

        assertEquals(1, bodies().size());
        assertTrue(sink.calls().isEmpty());
    }

    @Test
    void cancelsTheSecondTry() throws Exception {
        fixture.upstream.answer(NO_TOOLS, reply -> reply.beginEvents().data(ChatJson.textChunk("begun")).awaitClientClose());
        RecordingSink sink = new RecordingSink();
        ModelCall call = fixture.start(withServerTool(true), sink);
        fixture.upstream.awaitRequest();
        fixture.upstream.awaitRequest();

        call.cancel();
        fixture.upstream.awaitConnectionClosed();

        assertFalse(sink.calls().stream().anyMatch(line -> line.startsWith("failed") || line.startsWith("completed")));
    }

    @Test
    void failsTheSecondTryWithTheClient() throws Exception {
        fixture.upstream.answer(NO_TOOLS, reply -> reply.awaitClientClose());
        RecordingSink sink = new RecordingSink();
        fixture.start(withServerTool(true), sink);
        fixture.upstream.awaitRequest();
        fixture.upstream.awaitRequest();

        fixture.model().close();

        assertEquals(List.of("failed " + ErrorCode.UPSTREAM_ERROR), sink.awaitEnd().calls());
        assertEquals(2, bodies().size());
    }

    @Test
    void letsManyCallsLearnTheSameAtOnce() throws Exception {
        fixture.upstream.answerAlways(request -> request.json().containsKey("tools") ? NO_TOOLS : Script.chatText("hello"));
        List<RecordingSink> sinks = IntStream.range(0, 40).mapToObj(i -> new RecordingSink()).toList();

        sinks.forEach(sink -> fixture.start(withServerTool(true), sink));

        for (RecordingSink sink : sinks) {
            assertEquals("hello", sink.awaitEnd().text());
        }
        assertEquals(1, fixture.model().adaptations().size());
    }

    @Test
    void asksOnceMoreOverItsOnlyConnection() throws Exception {
        OpenAiModel narrow = fixture.model(fixture.upstream.baseUrl(), OpenAiFixture.LONG, OpenAiFixture.LONG, OpenAiFixture.LONG, 1);
        fixture.upstream.answer(NO_TOOLS, Script.chatText("hello"));

        assertEquals("hello", fixture.ask(narrow, withServerTool(true)).text());
        assertEquals(1, fixture.upstream.connections());
    }
}
