package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.ReasoningDelta;
import dev.talaria.event.AgentEvent.RefusalDelta;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.AgentEvent.ToolCallDelta;
import dev.talaria.event.AgentEvent.ToolCompleted;
import dev.talaria.event.AgentEvent.ToolStarted;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.testing.Golden;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRendererTest {
    private static final ChatHead HEAD = new ChatHead("chatcmpl-0f", 1_700_000_000L, "m \"1\"");
    private static final Toolsets TOOLS = new Toolsets(List.of(Toolset.planning()));

    @Test
    void rendersText() {
        Golden.assertMatches("chat/text.sse", render(false, true, new AgentEvent.RunQueued(), new AgentEvent.RunStarted(),
                new AgentEvent.MemoryRecalled(List.of(), false, Duration.ZERO), new AgentEvent.ModelCalled("m"),
                text("Hello, "), text("\"wörld\"\n\\ 🌍"), completed(FinishReason.STOP)));
    }

    @Test
    void endsWithUsageWhereAskedTo() {
        Golden.assertMatches("chat/usage.sse", render(true, true, text("hi"), completed(FinishReason.LENGTH)));
    }

    @Test
    void rendersReasoningAndRefusal() {
        Golden.assertMatches("chat/reasoning-refusal.sse", render(false, true, new ReasoningDelta("hm"), new RefusalDelta("no"),
                completed(FinishReason.CONTENT_FILTER)));
    }

    @Test
    void rendersLogprobsWithBothMembers() {
        Golden.assertMatches("chat/logprobs.sse", render(false, true,
                new TextDelta("a", "{\"content\":[{\"token\":\"a\",\"logprob\":-0.50,\"bytes\":null,\"top_logprobs\":[]}]}"),
                new TextDelta("b", "not json"), completed(FinishReason.STOP)));
    }

    @Test
    void rendersCallsOfClientTools() {
        Golden.assertMatches("chat/tool-calls.sse", render(false, true,
                new ToolCallDelta(0, "call_1", "get_weather", ""), new ToolCallDelta(0, null, null, "{\"city\":"),
                new ToolCallDelta(0, null, null, "\"Oslo\"}"), new ToolCallDelta(1, "call_2", "now", "{}"),
                completed(FinishReason.TOOL_CALLS)));
    }

    @Test
    void showsServerToolsAtWork() {
        Golden.assertMatches("chat/tool-progress.sse", render(false, true,
                started("c1", "terminal", "{\"n\":1,\"command\":\"echo\\n  hello\"}"), ended("c1", "terminal"),
                started("c2", "todo", "{\"todos\":[\"a\"]}"), ended("c2", "todo"),
                started("c3", "_secret", "{}"), ended("c3", "_secret"), text("done"), completed(FinishReason.STOP)));
    }

    @Test
    void keepsToolProgressToItselfWhereSwitchedOff() {
        String stream = render(false, false, started("c1", "todo", "{}"), ended("c1", "todo"), completed(FinishReason.STOP));

        assertFalse(stream.contains("hermes.tool.progress"), stream);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{} | todo", "broken { | todo", "[\"x\"] | todo", "{\"a\":\" \"} | todo",
        "{\"a\":1,\"b\":\"x\\t\\ny\"} | x y"})
    void labelsAToolByTheFirstTextOfItsArguments(String arguments, String label) {
        String stream = render(false, true, started("c1", "todo", arguments));

        assertEquals(label, stream.replaceAll("(?s).*\"label\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void cutsALongLabelBetweenCharacters() {
        String stream = render(false, true, started("c1", "todo", "{\"a\":\"" + "🌍".repeat(500) + "\"}"));

        assertEquals("🌍".repeat(79) + "…", stream.replaceAll("(?s).*\"label\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void tellsAFailureInsteadOfFinishing() {
        Problem problem = Problem.of(ErrorCode.UPSTREAM_ERROR, "the model \"hung\" up");

        Golden.assertMatches("chat/failed.sse", render(true, true, text("Hel"),
                new RunFailed(problem, Message.assistant("Hel"), Usage.NONE)));
    }

    @ParameterizedTest
    @CsvSource({"CLIENT_LEFT,run_interrupted", "STOPPED,run_interrupted", "INTERRUPTED,run_interrupted", "DEADLINE,turn_timeout",
        "SHUTDOWN,draining"})
    void tellsWhyARunWasCutShort(Cancellation.Reason reason, String code) {
        String stream = render(false, true, text("Hel"), new RunCancelled(reason, Message.assistant("Hel"), Usage.NONE));

        assertEquals(code, stream.replaceAll("(?s).*\"code\":\"([^\"]*)\".*", "$1"));
        assertFalse(stream.contains("\"finish_reason\":\""), stream);
        assertEquals(SseFrame.DONE.toString(), stream.substring(stream.length() - SseFrame.DONE.toString().length()));
    }

    private static TextDelta text(String text) {
        return new TextDelta(text, null);
    }

    private static ToolStarted started(String callId, String tool, String arguments) {
        return new ToolStarted(callId, tool, arguments);
    }

    private static ToolCompleted ended(String callId, String tool) {
        return new ToolCompleted(callId, tool, "result", false, Duration.ZERO);
    }

    private static RunCompleted completed(FinishReason finish) {
        return new RunCompleted(Message.assistant("x"), List.of(), finish, null, new Usage(7, 3, 10, 2, 1));
    }

    private static String render(boolean includeUsage, boolean progress, AgentEvent... events) {
        ChatRenderer renderer = new ChatRenderer(HEAD, includeUsage, new ToolProgress(TOOLS, progress));
        StringBuilder stream = new StringBuilder();
        renderer.open().forEach(stream::append);
        for (int i = 0; i < events.length; i++) {
            renderer.render(new Numbered(i, Instant.EPOCH, events[i])).forEach(stream::append);
        }
        return stream.toString();
    }
}
