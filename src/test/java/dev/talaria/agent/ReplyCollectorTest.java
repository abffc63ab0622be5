package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.turn.FenceFilter;
import dev.talaria.agent.turn.MemoryFence;
import dev.talaria.agent.turn.ModelReply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent.ReasoningDelta;
import dev.talaria.event.AgentEvent.RefusalDelta;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.AgentEvent.ToolCallDelta;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.heap.HeapBudget;
import dev.talaria.message.FinishReason;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.testing.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyCollectorTest {
    private static final Problem BROKEN = Problem.of(ErrorCode.UPSTREAM_ERROR, "broken");

    private static final int CALLS = 4;

    private final Run run = Scopes.run();
    private final HeapBudget heap = new HeapBudget(4 << 20);
    private final MemoryFence mark = new MemoryFence("0011223344556677");
    private ReplyCollector collector = collector("");

    private ReplyCollector collector(String separator) {
        return new ReplyCollector(run, Set.of("weather", "map"), FenceFilter.of(mark), separator, null,
                new ReplyCollector.Bounds(CALLS, heap.reserve()));
    }

    @Test
    void joinsWhatWasSaid() {
        collector.reasoning("so");
        collector.reasoning(" then");
        collector.text("Hel", null);
        collector.text("lo", null);
        collector.refusal("no");
        collector.completed(FinishReason.LENGTH, Usage.of(1, 2));

        ModelReply reply = collector.reply();

        assertEquals(new ModelReply("Hello", "so then", "no", List.of(), List.of(), FinishReason.LENGTH, Usage.of(1, 2)), reply);
        assertEquals(List.of(new ReasoningDelta("so"), new ReasoningDelta(" then"), new TextDelta("Hel", null), new TextDelta("lo", null),
                new RefusalDelta("no")), events());
    }

    @Test
    void cutsAReplyOfTooManyCalls() {
        for (int i = 0; i <= CALLS; i++) {
            collector.toolCall(i, "c" + i, "weather", "{}");
        }

        assertEquals("The model made more than 4 tool calls in one step", collector.end().join().message());
        assertEquals(CALLS, collector.reply().calls().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "reasoning", "refusal", "arguments", "logprobs"})
    void cutsAReplyThatNeverEnds(String kind) {
        String piece = "x".repeat(1_000);
        collector.toolCall(0, "c", "todo", "{");
        for (int i = 0; i < 1_000; i++) {
            switch (kind) {
                case "text" -> collector.text(piece, null);
                case "reasoning" -> collector.reasoning(piece);
                case "refusal" -> collector.refusal(piece);
                case "logprobs" -> collector.text("y", piece);
                default -> collector.toolCall(0, null, null, piece);
            }
        }

        Problem problem = collector.end().join();
        assertEquals(ErrorCode.UPSTREAM_ERROR, problem.code());
        assertEquals("The upstream's answer needs more memory than the server has left; it was truncated", problem.message());
        assertTrue(heap.used() <= 4 << 20);
    }

    @Test
    void saysThatOthersTakeTheMemory() {
        HeapBudget.Reservation others = heap.reserve();
        others.grow(3 << 20);
        HeapBudget.Reservation more = heap.reserve();
        more.grow(1 << 20);

        collector.text("x".repeat(100_000), null);

        assertEquals(ErrorCode.OVERLOADED, collector.end().join().code());
    }

    @Test
    void theSeparatorGoesBeforeTheFirstTextAndIsNotPartOfTheReply() {
        collector = collector("\n\n");
        collector.reasoning("hm");
        collector.text("", null);
        collector.text("more", null);
        collector.text("!", null);

        assertEquals("more!", collector.reply().text());
        assertEquals(List.of(new ReasoningDelta("hm"), new TextDelta("\n\n", null), new TextDelta("more", null), new TextDelta("!", null)),
                events());
    }

    @Test
    void withoutTextThereIsNoSeparator() {
        collector = collector("\n\n");
        collector.toolCall(0, "c1", "weather", "{}");
        collector.completed(FinishReason.TOOL_CALLS, Usage.NONE);

        assertEquals(List.of(new ToolCallDelta(0, "c1", "weather", "{}")), events());
    }

    @Test
    void probabilitiesPassWithoutWords() {
        collector.text("", "{\"content\":[1]}");
        collector.text("a", "{\"content\":[2]}");

        assertEquals(List.of("{\"content\":[1]}", "{\"content\":[2]}"), collector.reply().logprobs());
        assertEquals(2, events().size());
    }

    @Test
    void piecesOfCallsMayInterleave() {
        collector.toolCall(0, "c0", "weather", "{\"a\"");
        collector.toolCall(1, "c1", "map", "{");
        collector.toolCall(0, null, null, ":1}");
        collector.toolCall(1, null, null, "}");

        assertEquals(List.of(new ToolCall("c0", "weather", "{\"a\":1}"), new ToolCall("c1", "map", "{}")), collector.reply().calls());
        assertEquals(List.of(new ToolCallDelta(0, "c0", "weather", "{\"a\""), new ToolCallDelta(1, "c1", "map", "{"),
                new ToolCallDelta(0, null, null, ":1}"), new ToolCallDelta(1, null, null, "}")), events());
    }

    @Test
    void onlyCallsOfClientToolsAreShownAndCounted() {
        collector.toolCall(0, "c0", "todo", "{}");
        collector.toolCall(1, "c1", "weather", "{");
        collector.toolCall(2, "c2", "todo", "");
        collector.toolCall(3, "c3", "map", "{}");
        collector.toolCall(1, null, null, "}");

        assertEquals(List.of(new ToolCallDelta(0, "c1", "weather", "{"), new ToolCallDelta(1, "c3", "map", "{}"),
                new ToolCallDelta(0, null, null, "}")), events());
        assertEquals(List.of("c0", "c1", "c2", "c3"), collector.reply().calls().stream().map(ToolCall::id).toList());
    }

    @Test
    void callsMayBeginInAnyOrderOfTheirIndexes() {
        collector.toolCall(1, "c1", "map", "");
        collector.toolCall(0, "c0", "weather", "");
        collector.toolCall(1, null, null, "{1}");
        collector.toolCall(0, null, null, "{0}");

        assertEquals(List.of(new ToolCall("c1", "map", "{1}"), new ToolCall("c0", "weather", "{0}")), collector.reply().calls());
    }

    @Test
    void anotherCallUnderAUsedIndexIsACallOfItsOwn() {
        collector.toolCall(0, "c0", "weather", "{0}");
        collector.toolCall(0, "c1", "map", "{1}");

        assertEquals(List.of(new ToolCall("c0", "weather", "{0}"), new ToolCall("c1", "map", "{1}")), collector.reply().calls());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7})
    void aPieceOfNoCallIsDropped(int index) {
        collector.toolCall(index, null, null, "{}");

        assertTrue(collector.reply().calls().isEmpty());
        assertTrue(events().isEmpty());
    }

    @Test
    void takesNothingOnceItIsClosed() {
        collector.text("before", null);
        collector.close();

        sayEverything();

        assertEquals("before", collector.reply().text());
        assertTrue(collector.reply().calls().isEmpty());
        assertEquals(1, events().size());
        assertFalse(collector.end().isDone(), "who closed it decides how it ends");
    }

    @Test
    void takesNothingAfterTheModelsEnd() {
        collector.completed(FinishReason.LENGTH, Usage.of(1, 1));

        sayEverything();

        ModelReply reply = collector.reply();
        assertEquals(new ModelReply("", "", "", List.of(), List.of(), FinishReason.LENGTH, Usage.of(1, 1)), reply);
        assertNull(collector.end().join());
        assertTrue(events().isEmpty());
    }

    @Test
    void theFirstEndCounts() {
        collector.failed(BROKEN);
        collector.completed(FinishReason.STOP, Usage.of(1, 1));

        assertEquals(BROKEN, collector.end().join());
        assertEquals(Usage.NONE, collector.reply().usage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatLooksLikeTheBeginningOfAFenceComesOutAtTheEnd(boolean whole) {
        collector.text("a <memory-con", null);
        assertEquals("a ", collector.reply().text());

        if (whole) {
            collector.completed(FinishReason.STOP, Usage.NONE);
        } else {
            collector.failed(BROKEN);
        }

        assertEquals("a <memory-con", collector.reply().text());
        assertEquals(List.of(new TextDelta("a ", null), new TextDelta("<memory-con", null)), events());
    }

    @Test
    void anEchoedFenceReachesNobody() {
        collector.text("a" + mark.opening() + "secret", null);
        collector.text(mark.closing() + "b", null);
        collector.completed(FinishReason.STOP, Usage.NONE);

        assertEquals("ab", collector.reply().text());
        assertEquals(List.of(new TextDelta("a", null), new TextDelta("b", null)), events());
    }

    private void sayEverything() {
        collector.text("late", "{}");
        collector.reasoning("late");
        collector.refusal("late");
        collector.toolCall(0, "c9", "weather", "{}");
        collector.failed(BROKEN);
        collector.completed(FinishReason.STOP, Usage.of(9, 9));
    }

    private List<AgentEvent> events() {
        List<AgentEvent> seen = new ArrayList<>();
        try (var cursor = run.events().cursor(-1, () -> { })) {
            for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                seen.add(next.event());
            }
        }
        return seen;
    }
}
