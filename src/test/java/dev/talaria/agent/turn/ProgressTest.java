package dev.talaria.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final ToolCall CALL = new ToolCall("c1", "todo", "{}");

    private final Progress progress = new Progress();

    @Test
    void beginsWithNothing() {
        assertEquals("", progress.separator());
        assertEquals(new Message(Role.ASSISTANT, List.of(), null), progress.output());
        assertTrue(progress.produced().isEmpty());
        assertEquals(Usage.NONE, progress.usage());
    }

    @Test
    void textsOfSeveralCallsAreJoinedByABlankLine() {
        progress.add(said("First.", CALL));
        progress.add(Message.toolResult("c1", "[]"));
        progress.add(said("", CALL));
        progress.add(Message.toolResult("c1", "[]"));
        progress.add(said("Then."));

        assertEquals("First.\n\nThen.", progress.text());
        assertEquals(Message.assistant("First.\n\nThen."), progress.output());
    }

    @Test
    void producesEveryStepForTheTranscript() {
        progress.add(said("First.", CALL));
        progress.add(Message.toolResult("c1", "[]"));
        progress.add(said("Then."));

        assertEquals(List.of(new Message(Role.ASSISTANT, List.of(new Part.Text("First."), CALL), null),
                Message.toolResult("c1", "[]"), Message.assistant("Then.")), progress.produced());
    }

    @Test
    void aCutReplyKeepsItsWordsAndNotItsCalls() {
        progress.addPartial(said("I will", CALL));

        assertEquals(List.of(Message.assistant("I will")), progress.produced());
    }

    @Test
    void aCutReplyThatSaidNothingProducesNothing() {
        progress.addPartial(said("", CALL));

        assertTrue(progress.produced().isEmpty());
    }

    @Test
    void addsUsageUp() {
        progress.add(said("a"));
        progress.addPartial(said("b"));

        assertEquals(Usage.of(2, 4), progress.usage());
    }

    @Test
    void theOutputHasReasoningTextAndRefusalInThisOrder() {
        progress.add(new ModelReply("words", "thought", "no", List.of(), List.of(), FinishReason.STOP, Usage.NONE));

        assertEquals(List.of(new Part.Reasoning("thought"), new Part.Text("words"), new Part.Refusal("no")), progress.output().parts());
    }

    private static ModelReply said(String text, ToolCall... calls) {
        return new ModelReply(text, "", "", List.of(), List.of(calls), FinishReason.STOP, Usage.of(1, 2));
    }
}
