package dev.talaria.api.items;

import dev.talaria.api.http.request.ContentParser;
import dev.talaria.api.http.request.Required;
import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.api.http.tool.ToolNames;
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
import java.util.List;
import java.util.Optional;

/**
 * Converts calls of the client's tools, and their results, to messages for a model. This includes a client's shell calls, although no model
 * is offered such a tool here: the conversation continues from what was run and its result.
 */
final class ToolItems {
    private static final String CALL_ID = "call_id";
    private static final String OUTPUT = "output";

    private ToolItems() {
    }

    /** Returns the item's message; empty if it is not of a client tool, or cannot be interpreted. */
    static Optional<Message> message(String type, JsonBody item) {
        return switch (type) {
            case "function_call" -> call(Required.text(item, CALL_ID), item, arguments(item));
            case "custom_tool_call" -> call(Required.text(item, CALL_ID), item, FreeformTool.arguments(item.string("input").orElse("")));
            case "function_call_output", "custom_tool_call_output" -> {
                String callId = Required.text(item, CALL_ID);
                if (!item.has(OUTPUT)) {
                    throw ErrorCode.MISSING_FIELD.at(item.path(OUTPUT), "Missing '" + item.path(OUTPUT) + "'");
                }
                yield result(callId, item);
            }
            case "local_shell_call" -> act(item, "local_shell", "action");
            case "shell_call" -> act(item, "shell", "action");
            case "apply_patch_call" -> act(item, "apply_patch", "operation");
            case "local_shell_call_output", "shell_call_output", "apply_patch_call_output" ->
                    item.string(CALL_ID).or(() -> item.string("id")).flatMap(id -> result(id, item));
            case "tool_search_call" -> searchId(item).flatMap(id -> call(id, ToolNames.SEARCH, arguments(item)));
            case "tool_search_output" -> searchId(item).map(id -> Message.toolResult(id, found(item)));
            default -> Optional.empty();
        };
    }

    /** Empty for a search that the client did not execute itself. */
    private static Optional<String> searchId(JsonBody item) {
        return item.string(CALL_ID).filter(id -> item.string("execution").filter("server"::equals).isEmpty());
    }

    private static String found(JsonBody item) {
        List<String> names = item.objects("tools").orElse(List.of()).stream().flatMap(tool -> tool.objects("tools").map(members ->
                members.stream().map(member -> ToolNames.offered(tool.string("name").orElse(null), member.string("name").orElse(""))))
                .orElseGet(() -> tool.string("name").stream())).toList();
        return names.isEmpty() ? "No tool was found." : "These tools can be called now: " + String.join(", ", names);
    }

    private static Optional<Message> call(String callId, JsonBody item, String arguments) {
        String name = ToolNames.offered(item.string("namespace").orElse(null), Required.text(item, "name"));
        return call(callId, name, arguments);
    }

    private static Optional<Message> call(String callId, String name, String arguments) {
        return Optional.of(new Message(Role.ASSISTANT, List.of(new ToolCall(callId, name, arguments)), null));
    }

    /** A call without arguments has an empty object. */
    private static String arguments(JsonBody item) {
        JsonValue value = item.value("arguments").orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject object) {
            return object.toString();
        }
        String text = item.string("arguments").orElseThrow();
        return text.isBlank() ? "{}" : text;
    }

    private static Optional<Message> act(JsonBody item, String tool, String member) {
        Optional<String> id = item.string(CALL_ID).or(() -> item.string("id"));
        return id.flatMap(callId -> call(callId, tool, item.value(member).filter(JsonObject.class::isInstance)
                .orElse(JsonValue.EMPTY_JSON_OBJECT).toString()));
    }

    private static Optional<Message> result(String callId, JsonBody item) {
        JsonValue output = item.value(OUTPUT).orElse(null);
        if (output instanceof JsonArray parts && parts.stream().allMatch(ToolItems::isPart)) {
            List<Part> said = new ContentParser(Role.TOOL, item.path(OUTPUT)).parse(parts);
            return Optional.of(new Message(Role.TOOL, List.of(result(callId, said)), null));
        }
        String text = output == null ? "" : output instanceof JsonString said ? said.getString() : told(output);
        return Optional.of(Message.toolResult(callId, text));
    }

    private static boolean isPart(JsonValue value) {
        return value instanceof JsonString || value instanceof JsonObject part && part.get("type") instanceof JsonString;
    }

    /** Some clients wrap a text in an object that also reports success. */
    private static String told(JsonValue output) {
        boolean wrapped = output instanceof JsonObject object && object.get("content") instanceof JsonString;
        return wrapped ? output.asJsonObject().getString("content") : output.toString();
    }

    /** @param parts as {@link ContentParser} parses them for a tool */
    static ToolResult result(String callId, List<Part> parts) {
        return new ToolResult(callId, new Message(Role.TOOL, parts, null).text(),
                parts.stream().filter(Part.Image.class::isInstance).map(Part.Image.class::cast).toList());
    }
}
