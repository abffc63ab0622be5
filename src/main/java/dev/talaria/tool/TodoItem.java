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

/** One step of the agent's list. */
record TodoItem(String content, Status status) {
    static final int MAX_CONTENT = 1_000;

    /** How far a step has come. */
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

    /** The list that the last successful call answered; empty where there was none. */
    static List<TodoItem> lastIn(List<Message> conversation) {
        Set<String> calls = new HashSet<>();
        List<TodoItem> last = List.of();
        for (Message message : conversation) {
            for (ToolCall call : message.toolCalls()) {
                // An id may come back in a later turn for another tool.
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

    /** Empty for anything but a list: a failed or denied call answered with words. */
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
