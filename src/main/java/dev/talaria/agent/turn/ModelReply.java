package dev.talaria.agent.turn;

import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * What one model call said, whole or as far as it came.
 *
 * @param logprobs the pieces' JSON texts in order
 */
public record ModelReply(String text, String reasoning, String refusal, List<String> logprobs, List<ToolCall> calls, FinishReason finish,
                  Usage usage) {
    /** As one assistant message for the transcript. */
    public Message message() {
        List<Part> parts = new ArrayList<>(saidParts(reasoning, text, refusal));
        parts.addAll(calls);
        return new Message(Role.ASSISTANT, parts, null);
    }

    /** The same without its tool calls, whose arguments may be cut anywhere. */
    public Message messageWithoutCalls() {
        return new Message(Role.ASSISTANT, saidParts(reasoning, text, refusal), null);
    }

    public static List<Part> saidParts(String reasoning, String text, String refusal) {
        List<Part> parts = new ArrayList<>(1);
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Reasoning(reasoning));
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        return parts;
    }
}
