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
 * What one model call said, whole or as far as it came.
 *
 * @param reasoning what the model thought; null for nothing
 * @param logprobs  the pieces' JSON texts in order
 * @param extension its opaque members, and where it came from
 */
public record ModelReply(String text, Part.Reasoning reasoning, String refusal, List<String> logprobs, Part.Extension extension,
                         List<ToolCall> calls, FinishReason finish, Usage usage) {
    /** Of a model that wrote nothing opaque. */
    public ModelReply(String text, String reasoning, String refusal, List<String> logprobs, List<ToolCall> calls, FinishReason finish,
                      Usage usage) {
        this(text, reasoning.isEmpty() ? null : new Part.Reasoning(reasoning), refusal, logprobs,
                new Part.Extension(JsonValue.EMPTY_JSON_OBJECT, null), calls, finish, usage);
    }

    /** As one assistant message for the transcript. */
    public Message message() {
        return message(calls);
    }

    /** The same with some of its calls: the arguments of others may be cut anywhere. */
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

    /** Whether anything in it may go back to the upstream it came from and to no other. */
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
