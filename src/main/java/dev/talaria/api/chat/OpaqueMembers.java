package dev.talaria.api.chat;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Part;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The parts of a client's copy of an assistant's message beside text and calls: thoughts, and members for the model alone. */
final class OpaqueMembers {
    /** The members for a thought, as models and clients name them, the usual name first. */
    private static final List<String> THOUGHTS = List.of("reasoning_content", "reasoning");
    private static final Set<String> OWN = Set.of("role", "name", "content", "refusal", "tool_calls", "function_call", "audio",
            "annotations");
    /** Clients' own notes on a message; models that validate their input reject them. */
    private static final Set<String> BOOKKEEPING = Set.of("id", "object", "index", "type", "model", "created", "created_at", "createdAt",
            "updated_at", "timestamp", "date", "status", "metadata", "usage", "finish_reason", "logprobs", "parsed", "parts");

    private static final Set<String> OWN_OF_CALL = Set.of("index", "id", "type", "function");

    private OpaqueMembers() {
    }

    /** Empty if there are none. */
    static List<Part> of(JsonBody message) {
        List<Part> parts = new ArrayList<>(0);
        JsonObjectBuilder kept = Json.builders().createObjectBuilder();
        String thought = null;
        for (String name : THOUGHTS) {
            if (message.object().get(name) instanceof JsonString text && thought == null && !text.getString().isEmpty()) {
                thought = text.getString();
                parts.add(new Part.Reasoning(thought, name));
            }
        }
        message.object().forEach((name, value) -> {
            boolean text = THOUGHTS.contains(name) && value instanceof JsonString;
            if (!text && !OWN.contains(name) && !BOOKKEEPING.contains(name) && !Json.isEmpty(value)) {
                kept.add(name, value);
            }
        });
        JsonObject members = kept.build();
        if (!members.isEmpty()) {
            parts.add(new Part.Extension(members, null));
        }
        return parts;
    }

    /**
     * Returns the opaque members of a call, as {@link dev.talaria.message.ToolCall#extensions()} holds them.
     *
     * @param type the member that holds the call's name and arguments
     */
    static JsonObject ofCall(JsonBody call, String type) {
        JsonObjectBuilder kept = Json.builders().createObjectBuilder();
        call.object().forEach((name, value) -> {
            if (!OWN_OF_CALL.contains(name) && !name.equals(type) && !Json.isEmpty(value)) {
                kept.add(name, value);
            }
        });
        JsonObjectBuilder within = Json.builders().createObjectBuilder();
        call.object(type).map(JsonBody::object).orElse(JsonValue.EMPTY_JSON_OBJECT).forEach((name, value) -> {
            if (!Set.of("name", "arguments", "input").contains(name) && !Json.isEmpty(value)) {
                within.add(name, value);
            }
        });
        JsonObject function = within.build();
        return (function.isEmpty() ? kept : kept.add("function", function)).build();
    }
}
