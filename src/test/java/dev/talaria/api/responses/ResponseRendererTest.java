package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.ModelCalled;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.AgentEvent.ToolCallDelta;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.response.ResponseHead;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.Golden;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseRendererTest {
    private static final ResponseHead HEAD = new ResponseHead("0f", SessionRef.named("t", "", "s"), "m \"1\"", "", "0e", "conv_1",
            "Be brief.", null, false, true, Json.parse("{\"metadata\":{\"a\":\"b\"},\"temperature\":null}").asJsonObject(),
            Instant.ofEpochSecond(1_700_000_000L));
    private static final AgentEvent[] TALK = {new AgentEvent.RunStarted(), new ModelCalled("m"), text("Hello, "),
        text("\"wörld\"\n🌍"), completed(FinishReason.STOP)};

    @Test
    void rendersText() {
        Golden.assertMatches("responses/text.sse", render(-1, TALK));
    }

    @Test
    void rendersReasoningBeforeText() {
        Golden.assertMatches("responses/reasoning.sse", render(-1, new ModelCalled("m"), new AgentEvent.ReasoningDelta("hm"),
                new AgentEvent.ReasoningDelta("…"), text("yes"), completed(FinishReason.STOP)));
    }

    @Test
    void rendersARefusal() {
        Golden.assertMatches("responses/refusal.sse", render(-1, new ModelCalled("m"), new AgentEvent.RefusalDelta("no"),
                completed(FinishReason.CONTENT_FILTER)));
    }

    @Test
    void rendersCallsOfClientTools() {
        Golden.assertMatches("responses/client-tools.sse", render(-1, new ModelCalled("m"), new ToolCallDelta(0, "call_1", "weather", ""),
                new ToolCallDelta(0, null, null, "{\"city\":"), new ToolCallDelta(0, null, null, "\"Oslo\"}"),
                new ToolCallDelta(1, "call_2", "now", "{}"), completed(FinishReason.TOOL_CALLS)));
    }

    @Test
    void rendersServerToolsBetweenTheModelsTexts() {
        Golden.assertMatches("responses/server-tool.sse", render(-1, new ModelCalled("m"), text("Let me see."),
                new AgentEvent.ToolStarted("call_1", "todo", "{}"),
                new AgentEvent.ToolCompleted("call_1", "todo", "[]", false, Duration.ZERO),
                new ModelCalled("m"), text("\n\n"), text("Nothing."), completed(FinishReason.STOP)));
    }

    @Test
    void rendersAFailure() {
        Golden.assertMatches("responses/failed.sse", render(-1, new ModelCalled("m"), text("Hel"),
                new RunFailed(Problem.of(ErrorCode.UPSTREAM_RATE_LIMITED, "too fast"), Message.assistant("Hel"), Usage.of(3, 1))));
    }

    @Test
    void rendersACancelledResponseAsIncomplete() {
        Golden.assertMatches("responses/cancelled.sse", render(-1, new ModelCalled("m"), text("Hel"),
                new RunCancelled(Cancellation.Reason.STOPPED, Message.assistant("Hel"), Usage.of(3, 1))));
    }

    @Test
    void rendersLogprobs() {
        Golden.assertMatches("responses/logprobs.sse", render(-1, new ModelCalled("m"),
                new TextDelta("a", "{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":null}]}"), new TextDelta("b", "not json"),
                completed(FinishReason.STOP)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 9})
    void resumesAfterAnySequenceNumberWithTheSameFrames(long after) {
        List<SseFrame> all = frames(-1, TALK);

        List<SseFrame> resumed = frames(after, TALK);

        assertEquals(text(all.subList((int) after + 1, all.size())), text(resumed));
    }

    @Test
    void tellsAtTheEndWhatNoEventHasTold() {
        ResponseRenderer renderer = new ResponseRenderer(HEAD, -1);

        renderer.render(new Numbered(0, Instant.EPOCH, new RunCompleted(Message.assistant("all of it"),
                List.of(new ToolCall("c", "f", "{}")), FinishReason.TOOL_CALLS, null, Usage.NONE)));

        List<String> types = Json.parse(renderer.response()).asJsonObject().getJsonArray("output").getValuesAs(JsonValue::asJsonObject)
                .stream().map(item -> item.getString("type")).toList();
        assertEquals(List.of("message", "function_call"), types);
    }

    @Test
    void showsWhatHasBeenSaidSoFar() {
        ResponseRenderer renderer = new ResponseRenderer(HEAD, -1);

        renderer.render(new Numbered(0, Instant.EPOCH, text("so far")));

        var response = Json.parse(renderer.response()).asJsonObject();
        assertEquals("in_progress", response.getString("status"));
        assertEquals("so far", response.getJsonArray("output").getJsonObject(0).getJsonArray("content").getJsonObject(0).getString("text"));
        assertEquals(JsonValue.NULL, response.get("usage"));
    }

    @Test
    void aStreamThatBreaksOffShowsAnErrorThatCountsForNoEvent() {
        ResponseRenderer renderer = new ResponseRenderer(HEAD, -1);
        renderer.open();

        assertEquals("event: error\ndata: {\"type\":\"error\",\"code\":\"database_unavailable\",\"message\":\"gone\",\"param\":null,"
                + "\"error\":{\"type\":\"server_error\",\"code\":\"database_unavailable\",\"message\":\"gone\",\"param\":null},"
                + "\"sequence_number\":1}\n\n", text(renderer.broken(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "gone"), Instant.EPOCH)));
        assertTrue(text(renderer.render(new Numbered(0, Instant.EPOCH, text("a")))).contains("\"sequence_number\":2"));
    }

    private static TextDelta text(String text) {
        return new TextDelta(text, null);
    }

    private static RunCompleted completed(FinishReason finish) {
        return new RunCompleted(Message.assistant("unused"), List.of(), finish, null, Usage.of(3, 2));
    }

    private static String render(long after, AgentEvent... events) {
        return text(frames(after, events));
    }

    private static String text(List<SseFrame> frames) {
        return frames.stream().map(SseFrame::toString).collect(Collectors.joining());
    }

    private static List<SseFrame> frames(long after, AgentEvent... events) {
        ResponseRenderer renderer = new ResponseRenderer(HEAD, after);
        List<SseFrame> frames = new ArrayList<>(renderer.open());
        for (int i = 0; i < events.length; i++) {
            frames.addAll(renderer.render(new Numbered(i, Instant.EPOCH, events[i])));
        }
        return frames;
    }
}
