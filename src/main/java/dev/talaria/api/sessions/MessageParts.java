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

/** The pieces of one message as OpenAI's chat schema has them. */
final class MessageParts {
    private MessageParts() {
    }

    /** A text, or an array where there are images; null for calls alone. A refusal stands for the text that is missing. */
    static JsonValue content(Message message) {
        if (message.hasImage() || message.toolResults().stream().anyMatch(result -> !result.images().isEmpty())) {
            return array(message);
        }
        String text = said(message);
        return text.isEmpty() && !message.toolCalls().isEmpty() ? JsonValue.NULL : Json.string(text);
    }

    /** What the reader saw of an answer. */
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

    /** A tool's result as its text and its images. */
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

    /** A call's arguments as the object they should be; as a text where the model wrote none. */
    static JsonValue arguments(String json) {
        try {
            return json.isBlank() ? JsonValue.EMPTY_JSON_OBJECT : Json.parseLeniently(json);
        } catch (JsonFault fault) {
            return Json.string(json);
        }
    }

    /** Of an answer that came to its end; null for everything else. */
    static String finishReason(Node node) {
        if (node.message().role() != Role.ASSISTANT || node.partial()) {
            return null;
        }
        return node.message().toolCalls().isEmpty() ? "stop" : "tool_calls";
    }

    /** Null where there is none. */
    static String reasoning(Message message) {
        String text = message.parts().stream().filter(Part.Reasoning.class::isInstance).map(part -> ((Part.Reasoning) part).text())
                .collect(Collectors.joining());
        return text.isEmpty() ? null : text;
    }
}
