package dev.talaria.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One step of the agent's to-do list. */
record TodoItem(String content, Status status) {
    static final int MAX_CONTENT = 1_000;

    /** The progress of a step. */
    enum Status {
        PENDING, IN_PROGRESS, COMPLETED, CANCELLED;

        private String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Status> of(JsonValue wire) {
            return Stream.of(values())
                    .filter(status -> wire instanceof JsonString text && status.wire().equals(text.getString())).findFirst();
        }
    }

    TodoItem {
        Objects.requireNonNull(content);
        Objects.requireNonNull(status);
    }

    static String write(List<TodoItem> items) {
        return Json.generate(json -> {
            json.writeStartArray();
            for (TodoItem item : items) {
                json.writeStartObject().write("content", item.content).write("status", item.status.wire()).writeEnd();
            }
            json.writeEnd();
        });
    }

    /** Returns the list from the last successful call's result; empty if there is none. */
    static List<TodoItem> lastIn(List<Message> conversation) {
        Set<String> calls = new HashSet<>();
        List<TodoItem> last = List.of();
        for (Message message : conversation) {
            for (ToolCall call : message.toolCalls()) {
                // A later turn may reuse an id for another tool.
                if (TodoTool.NAME.equals(call.name())) {
                    calls.add(call.id());
                } else {
                    calls.remove(call.id());
                }
            }
            for (ToolResult result : message.toolResults()) {
                if (calls.contains(result.callId())) {
                    last = read(result.content()).orElse(last);
                }
            }
        }
        return last;
    }

    /** Returns empty if the result is not a list: a failed or denied call has a text as its result. */
    private static Optional<List<TodoItem>> read(String result) {
        try {
            return Json.parse(result) instanceof JsonArray array
                    ? Optional.of(array.stream().flatMap(TodoItem::read).toList()) : Optional.empty();
        } catch (JsonFault fault) {
            return Optional.empty();
        }
    }

    private static Stream<TodoItem> read(JsonValue value) {
        return value instanceof JsonObject item && item.get("content") instanceof JsonString content
                ? Status.of(item.getOrDefault("status", JsonValue.NULL)).map(status -> new TodoItem(content.getString(), status)).stream()
                : Stream.empty();
    }
}
