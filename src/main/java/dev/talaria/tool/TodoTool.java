package dev.talaria.tool;

import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's own to-do list. Stateless: the list is the result of the tool's last call in the conversation. Immutable, safe for many
 * threads.
 */
public final class TodoTool implements Tool {
    static final String NAME = "todo";
    private static final int MAX_ITEMS = 100;
    private static final JsonObject PARAMETERS = Json.parse("""
            {"type": "object",
             "properties": {
               "todos": {"type": "array", "minItems": 1, "maxItems": 100, "description": "The whole new list, in order.",
                 "items": {"anyOf": [
                   {"type": "string"},
                   {"type": "object",
                    "properties": {
                      "content": {"type": "string"},
                      "status": {"type": "string", "enum": ["pending", "in_progress", "completed", "cancelled"]}},
                    "required": ["content"]}]}},
               "clear": {"type": "boolean", "description": "True empties the list. The user must agree."}}}""").asJsonObject();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Your list of steps for the work at hand. Without arguments it shows the list; `todos` replaces it; `clear` empties it. "
                + "Use it for work of three steps or more, and keep exactly one step in_progress.";
    }

    @Override
    public JsonObject parameters() {
        return PARAMETERS;
    }

    /** The list is the result of the call before. */
    @Override
    public boolean runsAlone() {
        return true;
    }

    @Override
    public boolean needsApproval(JsonObject arguments) {
        return arguments.get("clear") == JsonValue.TRUE;
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        JsonValue clear = arguments.getOrDefault("clear", JsonValue.NULL);
        if (clear != JsonValue.TRUE && clear != JsonValue.FALSE && clear != JsonValue.NULL) {
            throw new ToolFailure("'clear' must be true or false");
        }
        JsonValue todos = arguments.getOrDefault("todos", JsonValue.NULL);
        if (todos != JsonValue.NULL) {
            return TodoItem.write(read(todos));
        }
        return TodoItem.write(clear == JsonValue.TRUE ? List.of() : TodoItem.lastIn(context.conversation()));
    }

    private static List<TodoItem> read(JsonValue todos) throws ToolFailure {
        if (!(todos instanceof JsonArray array)) {
            throw new ToolFailure("'todos' must be a list");
        }
        if (array.isEmpty()) {
            throw new ToolFailure("'todos' is empty; to empty the list call with clear: true");
        }
        if (array.size() > MAX_ITEMS) {
            throw new ToolFailure("'todos' has more than " + MAX_ITEMS + " items");
        }
        List<TodoItem> items = new ArrayList<>(array.size());
        for (JsonValue value : array) {
            items.add(read(value, "todos[" + items.size() + "]"));
        }
        return items;
    }

    private static TodoItem read(JsonValue value, String at) throws ToolFailure {
        JsonValue content = value instanceof JsonObject item ? item.get("content") : value;
        if (!(content instanceof JsonString text) || text.getString().isBlank() || text.getString().length() > TodoItem.MAX_CONTENT) {
            throw new ToolFailure(at + " must be a text of 1 to " + TodoItem.MAX_CONTENT
                    + " characters, or an object with it as 'content'");
        }
        JsonValue status = value instanceof JsonObject item ? item.getOrDefault("status", JsonValue.NULL) : JsonValue.NULL;
        if (status == JsonValue.NULL) {
            return new TodoItem(text.getString(), TodoItem.Status.PENDING);
        }
        return new TodoItem(text.getString(), TodoItem.Status.of(status)
                .orElseThrow(() -> new ToolFailure(at + ".status must be pending, in_progress, completed or cancelled")));
    }
}
