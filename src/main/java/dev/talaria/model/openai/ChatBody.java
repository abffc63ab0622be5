package dev.talaria.model.openai;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.model.ModelRequest;
import jakarta.json.stream.JsonGenerator;
import java.util.List;

/** Writes the request body of a chat completion. */
final class ChatBody {
    private ChatBody() {
    }

    static byte[] of(ModelRequest request) {
        return Json.bytes(Json.generate(out -> write(out, request)));
    }

    private static void write(JsonGenerator out, ModelRequest request) {
        out.writeStartObject().write("model", request.model()).writeStartArray("messages");
        ResultImages.told(request.messages()).forEach(message -> write(out, message));
        out.writeEnd();
        if (!request.tools().isEmpty()) {
            out.writeStartArray("tools");
            request.tools().forEach(out::write);
            out.writeEnd();
        }
        request.parameters().forEach(out::write);
        out.write("stream", request.stream());
        if (request.stream()) {
            out.writeStartObject("stream_options").write("include_usage", true).writeEnd();
        }
        out.writeEnd();
    }

    /** The schema has a message for each tool result; everything else stays one message. */
    private static void write(JsonGenerator out, Message message) {
        List<ToolResult> results = message.toolResults();
        for (ToolResult result : results) {
            start(out, message, Role.TOOL);
            out.write("tool_call_id", result.callId()).write("content", result.content()).writeEnd();
        }
        if (results.isEmpty()) {
            start(out, message, message.role());
            content(out, message);
            calls(out, message.toolCalls());
            out.writeEnd();
        }
    }

    private static void start(JsonGenerator out, Message message, Role role) {
        out.writeStartObject().write("role", role.wire());
        if (message.author() != null) {
            out.write("name", message.author());
        }
    }

    private static void content(JsonGenerator out, Message message) {
        String refusal = refusal(message);
        if (message.hasImage()) {
            out.writeStartArray("content");
            message.parts().forEach(part -> part(out, part));
            out.writeEnd();
        } else if (message.text().isEmpty() && (refusal != null || !message.toolCalls().isEmpty())) {
            out.writeNull("content");
        } else {
            out.write("content", message.text());
        }
        if (refusal != null) {
            out.write("refusal", refusal);
        }
    }

    private static void part(JsonGenerator out, Part part) {
        if (part instanceof Part.Text text) {
            out.writeStartObject().write("type", "text").write("text", text.text()).writeEnd();
        } else if (part instanceof Part.Image image) {
            out.writeStartObject().write("type", "image_url").writeStartObject("image_url").write("url", image.url());
            if (image.detail() != null) {
                out.write("detail", image.detail());
            }
            out.writeEnd().writeEnd();
        }
    }

    private static String refusal(Message message) {
        return message.parts().stream().filter(Part.Refusal.class::isInstance).map(part -> ((Part.Refusal) part).text())
                .reduce(String::concat).orElse(null);
    }

    private static void calls(JsonGenerator out, List<ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        out.writeStartArray("tool_calls");
        for (ToolCall call : calls) {
            out.writeStartObject().write("id", call.id()).write("type", "function").writeStartObject("function")
                    .write("name", call.name()).write("arguments", call.arguments()).writeEnd().writeEnd();
        }
        out.writeEnd();
    }
}
