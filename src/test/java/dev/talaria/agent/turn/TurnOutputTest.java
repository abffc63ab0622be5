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

class TurnOutputTest {
    private static final ToolCall CALL = new ToolCall("c1", "todo", "{}");

    private final TurnOutput output = new TurnOutput();

    @Test
    void beginsWithNothing() {
        assertEquals("", output.separator());
        assertEquals(new Message(Role.ASSISTANT, List.of(), null), output.output());
        assertTrue(output.produced().isEmpty());
        assertEquals(Usage.NONE, output.usage());
    }

    @Test
    void textsOfSeveralCallsAreJoinedByABlankLine() {
        output.add(said("First.", CALL));
        output.add(Message.toolResult("c1", "[]"));
        output.add(said("", CALL));
        output.add(Message.toolResult("c1", "[]"));
        output.add(said("Then."));

        assertEquals("First.\n\nThen.", output.text());
        assertEquals(Message.assistant("First.\n\nThen."), output.output());
    }

    @Test
    void producesEveryStepForTheTranscript() {
        output.add(said("First.", CALL));
        output.add(Message.toolResult("c1", "[]"));
        output.add(said("Then."));

        assertEquals(List.of(new Message(Role.ASSISTANT, List.of(new Part.Text("First."), CALL), null),
                Message.toolResult("c1", "[]"), Message.assistant("Then.")), output.produced());
    }

    @Test
    void aCutReplyKeepsItsWordsAndNotItsCalls() {
        output.addPartial(said("I will", CALL));

        assertEquals(List.of(Message.assistant("I will")), output.produced());
    }

    @Test
    void aCutReplyThatSaidNothingProducesNothing() {
        output.addPartial(said("", CALL));

        assertTrue(output.produced().isEmpty());
    }

    @Test
    void addsUsageUp() {
        output.add(said("a"));
        output.addPartial(said("b"));

        assertEquals(Usage.of(2, 4), output.usage());
    }

    @Test
    void theOutputHasReasoningTextAndRefusalInThisOrder() {
        output.add(new ModelReply("words", "thought", "no", List.of(), List.of(), FinishReason.STOP, Usage.NONE));

        assertEquals(List.of(new Part.Reasoning("thought"), new Part.Text("words"), new Part.Refusal("no")), output.output().parts());
    }

    private static ModelReply said(String text, ToolCall... calls) {
        return new ModelReply(text, "", "", List.of(), List.of(calls), FinishReason.STOP, Usage.of(1, 2));
    }
}
