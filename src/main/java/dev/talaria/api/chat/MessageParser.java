package dev.talaria.api.chat;

import dev.talaria.api.http.request.ContentParser;
import dev.talaria.api.http.request.Required;
import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses the {@code messages} of a chat body. */
final class MessageParser {
    private static final String MESSAGES = "messages";

    private final JsonBody body;
    private final Role role;

    private MessageParser(JsonBody body) {
        this.body = body;
        this.role = role(body);
    }

    /** Requires at least one user message with content. */
    static List<Message> messages(JsonBody body) {
        boolean usable = body.value(MESSAGES).map(value -> value instanceof JsonArray array && !array.isEmpty()).orElse(false);
        if (!usable) {
            throw ErrorCode.MISSING_FIELD.at(MESSAGES, "Missing or invalid 'messages' field");
        }
        List<JsonBody> elements = body.objects(MESSAGES).orElseThrow();
        List<Message> messages = new ArrayList<>(elements.size());
        boolean asks = false;
        for (JsonBody element : elements) {
            Message message = new MessageParser(element).message();
            messages.add(message);
            asks |= asks(message);
        }
        if (!asks) {
            throw ErrorCode.MISSING_FIELD.at(MESSAGES, "No user message found in messages");
        }
        return messages;
    }

    private static boolean asks(Message message) {
        return message.role() == Role.USER && (message.hasImage() || !message.text().isBlank());
    }

    private static Role role(JsonBody body) {
        String name = Required.text(body, "role");
        if ("function".equals(name)) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at(body.path("role"), "The role 'function' is not supported; use 'tool'");
        }
        return Role.of(name).orElseGet(() -> body.fail("role", "one of system, developer, user, assistant, tool"));
    }

    private Message message() {
        String author = body.string("name").filter(name -> !name.isEmpty()).orElse(null);
        return switch (role) {
            case SYSTEM, DEVELOPER, USER -> new Message(role, content(), author);
            case ASSISTANT -> new Message(role, opaqueAnd(assistant()), author);
            case TOOL -> new Message(role, List.of(result()), author);
        };
    }

    private ToolResult result() {
        String callId = Required.text(body, "tool_call_id");
        List<Part> said = body.has("content") ? content() : List.of();
        return new ToolResult(callId, new Message(role, said, null).text(),
                said.stream().filter(Part.Image.class::isInstance).map(Part.Image.class::cast).toList());
    }

    private List<Part> opaqueAnd(List<Part> said) {
        List<Part> parts = new ArrayList<>(OpaqueMembers.of(body));
        parts.addAll(said);
        return parts;
    }

    private List<Part> assistant() {
        for (String name : List.of("function_call", "audio")) {
            if (body.has(name)) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(body.path(name), "'" + body.path(name) + "' is not supported");
            }
        }
        List<Part> after = new ArrayList<>();
        body.string("refusal").ifPresent(text -> after.add(new Part.Refusal(text)));
        body.objects("tool_calls").ifPresent(calls -> calls.forEach(call -> after.add(call(call))));
        if (!body.has("content")) {
            return after;
        }
        List<Part> parts = new ArrayList<>(content());
        parts.addAll(after);
        return parts;
    }

    private static ToolCall call(JsonBody call) {
        String type = call.string("type").orElse(ClientTools.FUNCTION);
        if (ClientTools.CUSTOM.equals(type)) {
            JsonBody custom = Required.object(call, type);
            return new ToolCall(Required.text(call, "id"), Required.text(custom, "name"),
                    FreeformTool.arguments(custom.string("input").orElse("")), OpaqueMembers.ofCall(call, type));
        }
        if (!ClientTools.FUNCTION.equals(type)) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at(call.path("type"), "Only tool calls of type 'function' or 'custom' are supported");
        }
        String id = Required.text(call, "id");
        JsonBody function = Required.object(call, ClientTools.FUNCTION);
        String arguments = arguments(function);
        return new ToolCall(id, Required.text(function, "name"), arguments, OpaqueMembers.ofCall(call, ClientTools.FUNCTION));
    }

    /** Clients that store what models wrote send objects, null or nothing instead of a text. */
    private static String arguments(JsonBody function) {
        JsonValue value = function.value("arguments").orElse(JsonValue.NULL);
        if (value instanceof JsonObject) {
            return value.toString();
        }
        return value == JsonValue.NULL ? "{}" : function.string("arguments").orElseThrow();
    }

    private List<Part> content() {
        Optional<JsonValue> content = body.value("content");
        if (content.isEmpty()) {
            return body.fail("content", "a string or an array");
        }
        if (content.get() instanceof JsonString text) {
            return List.of(new Part.Text(text.getString()));
        }
        if (content.get() instanceof JsonArray parts) {
            return new ContentParser(role, body.path("content")).parse(parts);
        }
        return body.fail("content", "a string or an array");
    }
}
