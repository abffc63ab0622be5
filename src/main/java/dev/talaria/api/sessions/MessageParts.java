package dev.talaria.api.sessions;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.session.Node;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of one message in OpenAI's chat schema. */
final class MessageParts {
    private MessageParts() {
    }

    /** Returns a text, or an array if there are images; null for a message with calls only. A refusal stands in for a missing text. */
    static JsonValue content(Message message) {
        if (message.hasImage() || message.toolResults().stream().anyMatch(result -> !result.images().isEmpty())) {
            return array(message);
        }
        String text = said(message);
        return text.isEmpty() && !message.toolCalls().isEmpty() ? JsonValue.NULL : Json.string(text);
    }

    /** Returns what the reader saw of an answer. */
    static String said(Message message) {
        return message.text().isEmpty() ? message.parts().stream().filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text()).collect(Collectors.joining()) : message.text();
    }

    private static JsonValue array(Message message) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        for (Part part : message.parts().stream().flatMap(MessageParts::shown).toList()) {
            if (part instanceof Part.Text text) {
                array.add(Json.builders().createObjectBuilder().add("type", "text").add("text", text.text()));
            } else if (part instanceof Part.Image image) {
                JsonObjectBuilder url = Json.builders().createObjectBuilder().add("url", image.url());
                array.add(Json.builders().createObjectBuilder().add("type", "image_url")
                        .add("image_url", image.detail() == null ? url : url.add("detail", image.detail())));
            }
        }
        return array.build();
    }

    /** Returns a tool's result as its text and its images. */
    private static Stream<Part> shown(Part part) {
        return part instanceof ToolResult result ? Stream.concat(result.content().isEmpty() ? Stream.empty()
                : Stream.of(new Part.Text(result.content())), result.images().stream()) : Stream.of(part);
    }

    static JsonValue calls(List<ToolCall> calls) {
        if (calls.isEmpty()) {
            return JsonValue.NULL;
        }
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        calls.forEach(call -> array.add(Json.builders().createObjectBuilder().add("id", call.id()).add("type", "function")
                .add("function", Json.builders().createObjectBuilder().add("name", call.name()).add("arguments", call.arguments()))));
        return array.build();
    }

    /** Returns a call's arguments as an object; as a text if the model wrote invalid JSON. */
    static JsonValue arguments(String json) {
        try {
            return json.isBlank() ? JsonValue.EMPTY_JSON_OBJECT : Json.parseLeniently(json);
        } catch (JsonFault fault) {
            return Json.string(json);
        }
    }

    /** Returns the finish reason of a complete answer; null for anything else. */
    static @Nullable String finishReason(Node node) {
        if (node.message().role() != Role.ASSISTANT || node.partial()) {
            return null;
        }
        return node.message().toolCalls().isEmpty() ? "stop" : "tool_calls";
    }

    /** Null if there is none. */
    static @Nullable String reasoning(Message message) {
        String text = message.parts().stream().filter(Part.Reasoning.class::isInstance).map(part -> ((Part.Reasoning) part).text())
                .collect(Collectors.joining());
        return text.isEmpty() ? null : text;
    }
}
