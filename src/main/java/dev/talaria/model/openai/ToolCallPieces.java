package dev.talaria.model.openai;

import dev.talaria.model.ModelSink;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Puts the tool calls of one reply in order. Upstreams leave out ids or indexes, number from 1, give several calls the same index,
 * or write arguments as an object; a sink gets calls counted from 0, each with an id and a name in its first piece.
 */
final class ToolCallPieces {
    private final ModelSink sink;
    private final Map<Integer, Call> byIndex = new HashMap<>();
    private Call last;
    private int announced;

    ToolCallPieces(ModelSink sink) {
        this.sink = sink;
    }

    boolean any() {
        return announced > 0;
    }

    /** @param whole whether each entry is a whole call, so that a missing index never means "the last one again" */
    void take(JsonArray pieces, boolean whole) {
        for (JsonValue piece : pieces) {
            if (piece instanceof JsonObject object) {
                take(object, whole);
            }
        }
    }

    private void take(JsonObject piece, boolean whole) {
        JsonObject function = piece.get("function") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        String id = text(piece.get("id"));
        String name = text(function.get("name"));
        Call call = find(piece.get("index"), id, name, whole);
        call.learn(id, name);
        call.say(arguments(function.get("arguments")));
    }

    private Call find(JsonValue index, String id, String name, boolean whole) {
        if (index instanceof JsonNumber number) {
            Call known = byIndex.get(number.intValue());
            if (known == null || known.isAnother(id)) {
                known = new Call();
                byIndex.put(number.intValue(), known);
            }
            last = known;
        } else if (whole || last == null || last.isAnother(id) || id.isEmpty() && !name.isEmpty() && last.isNamed()) {
            last = new Call();
        }
        return last;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : "";
    }

    private static String arguments(JsonValue value) {
        return value == null || value == JsonValue.NULL ? "" : value instanceof JsonString string ? string.getString() : value.toString();
    }

    /** One call as far as it is known; it is told to the sink once its name is. */
    private final class Call {
        private int index = -1;
        private String givenId = "";
        private String name = "";
        private final StringBuilder early = new StringBuilder();

        boolean isAnother(String id) {
            return !id.isEmpty() && !givenId.isEmpty() && !id.equals(givenId);
        }

        boolean isNamed() {
            return !name.isEmpty();
        }

        void learn(String id, String newName) {
            givenId = givenId.isEmpty() ? id : givenId;
            name = name.isEmpty() ? newName : name;
        }

        void say(String arguments) {
            if (index >= 0) {
                if (!arguments.isEmpty()) {
                    sink.toolCall(index, null, null, arguments);
                }
            } else if (isNamed()) {
                index = announced++;
                String id = givenId.isEmpty() ? "call_" + UUID.randomUUID().toString().replace("-", "") : givenId;
                sink.toolCall(index, id, name, early.append(arguments).toString());
            } else {
                early.append(arguments);
            }
        }
    }
}
