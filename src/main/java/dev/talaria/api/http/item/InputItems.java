package dev.talaria.api.http.item;

import dev.talaria.api.http.request.ContentParser;
import dev.talaria.api.http.request.Required;
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

/** Reads what a client gives a model: a string, or a list of items as OpenAI's schema has them, loosely typed ones included. */
public final class InputItems {
    private static final int MAX_SHOWN_TYPE = 60;

    private InputItems() {
    }

    /** The {@code input} of a turn; it asks for something: a user message that says or shows something, or a tool's result. */
    public static List<InputItem> ofTurn(JsonBody body) {
        JsonValue input = body.value("input").orElseThrow(() -> ErrorCode.MISSING_FIELD.at("input", "Missing 'input' field"));
        List<InputItem> items;
        if (input instanceof JsonString text) {
            items = List.of(new InputItem.Said(Message.user(text.getString()), "input"));
        } else if (input instanceof JsonArray array) {
            items = list(body, "input", array);
        } else {
            throw ErrorCode.INVALID_VALUE.at("input", "'input' must be a string or array");
        }
        if (items.stream().noneMatch(InputItems::asks)) {
            throw ErrorCode.MISSING_FIELD.at("input", "No user message found in input");
        }
        return items;
    }

    private static boolean asks(InputItem item) {
        if (!(item instanceof InputItem.Said said)) {
            return false;
        }
        Message message = said.message();
        return message.role() == Role.TOOL || message.role() == Role.USER && (message.hasImage() || !message.text().isBlank());
    }

    /** A list of items that need not ask for anything; empty where it is absent. */
    public static List<InputItem> list(JsonBody body, String name) {
        return body.array(name).map(array -> list(body, name, array)).orElse(List.of());
    }

    private static List<InputItem> list(JsonBody body, String name, JsonArray array) {
        List<InputItem> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String path = body.path(name) + "[" + i + "]";
            if (array.get(i) instanceof JsonString text) {
                items.add(new InputItem.Said(Message.user(text.getString()), path));
            } else if (array.get(i) instanceof JsonObject object) {
                add(items, JsonBody.of(object, path));
            } else {
                throw ErrorCode.INVALID_VALUE.at(path, "'" + path + "' must be an object or a string");
            }
        }
        return items;
    }

    private static void add(List<InputItem> items, JsonBody item) {
        String type = item.string("type").orElse("message");
        switch (type) {
            case "message" -> items.add(new InputItem.Said(message(item), item.path()));
            case "function_call" -> items.add(new InputItem.Said(call(item), item.path()));
            case "function_call_output" -> items.add(new InputItem.Said(output(item), item.path()));
            case "item_reference" -> items.add(new InputItem.Referred(Required.text(item, "id"), item.path()));
            case "reasoning" -> checkReasoning(item);
            default -> {
                String shown = type.length() > MAX_SHOWN_TYPE ? type.substring(0, MAX_SHOWN_TYPE) + "…" : type;
                throw ErrorCode.UNSUPPORTED_CONTENT_TYPE.at(item.path("type"), "Items of type '" + shown + "' are not supported.");
            }
        }
    }

    private static Message message(JsonBody item) {
        Role role = Role.of(Required.text(item, "role")).filter(known -> known != Role.TOOL)
                .orElseGet(() -> item.fail("role", "one of system, developer, user, assistant"));
        return new Message(role, content(role, item, "content"), null);
    }

    private static Message call(JsonBody item) {
        ToolCall call = new ToolCall(Required.text(item, "call_id"), Required.text(item, "name"), Required.string(item, "arguments"));
        return new Message(Role.ASSISTANT, List.of(call), null);
    }

    private static Message output(JsonBody item) {
        String callId = Required.text(item, "call_id");
        String text = new Message(Role.TOOL, content(Role.TOOL, item, "output"), null).text();
        return new Message(Role.TOOL, List.of(new ToolResult(callId, text)), null);
    }

    /** What a model thought is never sent back to one. */
    private static void checkReasoning(JsonBody item) {
        item.array("summary");
        item.array("content");
    }

    private static List<Part> content(Role role, JsonBody item, String name) {
        JsonValue content = item.value(name)
                .orElseThrow(() -> ErrorCode.MISSING_FIELD.at(item.path(name), "Missing '" + item.path(name) + "'"));
        if (content instanceof JsonString text) {
            return List.of(new Part.Text(text.getString()));
        }
        if (content instanceof JsonArray parts) {
            return new ContentParser(role, item.path(name)).parse(parts);
        }
        return item.fail(name, "a string or an array");
    }

    /** As a model takes them: a call that follows an assistant's message is part of it, and so are calls in a row. */
    public static List<Message> joined(List<Message> messages) {
        List<Message> joined = new ArrayList<>(messages.size());
        for (Message message : messages) {
            int last = joined.size() - 1;
            boolean callsOnly = !message.parts().isEmpty() && message.parts().stream().allMatch(ToolCall.class::isInstance);
            if (callsOnly && last >= 0 && joined.get(last).role() == Role.ASSISTANT) {
                List<Part> parts = new ArrayList<>(joined.get(last).parts());
                parts.addAll(message.parts());
                joined.set(last, joined.get(last).withParts(parts));
            } else if (!message.parts().isEmpty()) {
                joined.add(message);
            }
        }
        return joined;
    }
}
