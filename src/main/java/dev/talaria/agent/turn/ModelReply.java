package dev.talaria.agent.turn;

import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The reply of one model call, complete or partial.
 *
 * @param reasoning null for none
 * @param logprobs  the pieces' JSON texts in order
 * @param extension opaque members, and the upstream they came from
 */
public record ModelReply(String text, Part.Reasoning reasoning, String refusal, List<String> logprobs, Part.Extension extension,
                         List<ToolCall> calls, FinishReason finish, Usage usage) {
    /** A reply without opaque members. */
    public ModelReply(String text, String reasoning, String refusal, List<String> logprobs, List<ToolCall> calls, FinishReason finish,
                      Usage usage) {
        this(text, reasoning.isEmpty() ? null : new Part.Reasoning(reasoning), refusal, logprobs,
                new Part.Extension(JsonValue.EMPTY_JSON_OBJECT, null), calls, finish, usage);
    }

    /** Returns the reply as one assistant message for the transcript. */
    public Message message() {
        return message(calls);
    }

    /** As {@link #message()}, with some of its calls only: the arguments of the others may be incomplete. */
    public Message message(List<ToolCall> some) {
        List<Part> parts = new ArrayList<>();
        if (reasoning != null) {
            parts.add(reasoning);
        }
        parts.addAll(saidParts(text, refusal));
        if (isOpaque(some)) {
            parts.add(extension);
        }
        parts.addAll(some);
        return new Message(Role.ASSISTANT, parts, null);
    }

    /** Returns whether it holds anything that may go back only to the upstream it came from. */
    private boolean isOpaque(List<ToolCall> some) {
        return reasoning != null && reasoning.form() != null || !extension.members().isEmpty()
                || some.stream().anyMatch(call -> !call.extensions().isEmpty());
    }

    static List<Part> saidParts(String text, String refusal) {
        List<Part> parts = new ArrayList<>(1);
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        return parts;
    }
}
