package dev.talaria.api.items;

import dev.talaria.error.ApiException;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.session.PartsJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes the {@code encrypted_content} of a reasoning item: the opaque members of a model's reply, which the model may require back, for a
 * client that stores the conversation itself. Opaque to clients but not secret, because all of it came from the model's own reply. Pure
 * functions.
 */
public final class EncryptedReasoning {
    /** Marks texts of this form; those of other servers are ignored. */
    private static final String MARK = "talaria1.";

    private EncryptedReasoning() {
    }

    /**
     * Returns the encoded members; empty if the model wrote none.
     *
     * @param reply the last reply, with its thought and its opaque members
     * @param calls its tool calls
     */
    public static Optional<String> encode(Message reply, List<ToolCall> calls) {
        List<Part> opaque = new ArrayList<>(reply.parts().stream().filter(EncryptedReasoning::isOpaque).toList());
        calls.stream().filter(call -> !call.extensions().isEmpty())
                .map(call -> new ToolCall(call.id(), "", "", call.extensions())).forEach(opaque::add);
        boolean needed = opaque.stream().anyMatch(part -> part instanceof ToolCall || part instanceof Part.Reasoning thought
                && thought.form() != null || part instanceof Part.Extension extension && !extension.members().isEmpty());
        if (reply.extension().isEmpty()) {
            opaque.add(new Part.Extension(JsonValue.EMPTY_JSON_OBJECT, null));
        }
        return needed ? Optional.of(MARK + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(PartsJson.write(opaque).getBytes(StandardCharsets.UTF_8))) : Optional.empty();
    }

    /** Decodes a message with opaque parts only, including calls without a name; empty for a text of another form. */
    static Optional<Message> decode(String text) {
        if (!text.startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            String json = new String(Base64.getUrlDecoder().decode(text.substring(MARK.length())), StandardCharsets.UTF_8);
            List<Part> parts = PartsJson.read(json).stream().filter(part -> isOpaque(part) || isNameless(part)).toList();
            return Optional.of(new Message(Role.ASSISTANT, parts, null));
        } catch (IllegalArgumentException | ClassCastException | JsonFault | ApiException foreign) {
            return Optional.empty();
        }
    }

    /** Returns whether a message has no content of its own and belongs to another. */
    static boolean isBeside(Message message) {
        return message.role() == Role.ASSISTANT && !message.parts().isEmpty()
                && message.parts().stream().allMatch(part -> isOpaque(part) || isNameless(part));
    }

    /** Returns whether it holds all opaque members of the message that it belongs to, which is only true of those from {@link #decode}. */
    static boolean isWhole(Message beside) {
        return beside.extension().isPresent();
    }

    /** Returns the message with the opaque parts of the other. */
    static Message attach(Message message, Message beside) {
        Map<String, JsonObject> ofCalls = new HashMap<>();
        List<Part> parts = new ArrayList<>();
        for (Part part : beside.parts()) {
            if (part instanceof ToolCall call) {
                ofCalls.put(call.id(), call.extensions());
            } else {
                parts.add(part);
            }
        }
        boolean replaces = isWhole(beside);
        for (Part part : message.parts()) {
            if (part instanceof ToolCall call && ofCalls.containsKey(call.id())) {
                parts.add(new ToolCall(call.id(), call.name(), call.arguments(), ofCalls.get(call.id())));
            } else if (!replaces || !isOpaque(part)) {
                parts.add(part);
            }
        }
        return message.withParts(parts);
    }

    private static boolean isOpaque(Part part) {
        return part instanceof Part.Reasoning || part instanceof Part.Extension;
    }

    private static boolean isNameless(Part part) {
        return part instanceof ToolCall call && call.name().isEmpty();
    }
}
