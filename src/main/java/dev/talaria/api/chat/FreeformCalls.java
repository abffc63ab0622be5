package dev.talaria.api.chat;

import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.event.AgentEvent;
import dev.talaria.json.Deltas;
import dev.talaria.json.Json;
import dev.talaria.message.CallExtensions;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Calls of custom tools in one stream. A model writes their input as JSON, so each is sent when it is complete. Confined to one renderer.
 */
final class FreeformCalls {
    /** A call received so far. */
    private static final class Call {
        private final String id;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();
        private JsonObject extensions = JsonValue.EMPTY_JSON_OBJECT;

        private Call(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    private final Set<String> names;
    private final Map<Integer, Call> calls = new TreeMap<>();

    /** @param names of the client's custom tools */
    FreeformCalls(Set<String> names) {
        this.names = names;
    }

    /** Keeps the piece if it belongs to a call of a custom tool; returns whether it does. */
    boolean takes(AgentEvent.ToolCallDelta piece) {
        if (piece.name() != null && names.contains(piece.name())) {
            calls.put(piece.index(), new Call(piece.id(), piece.name()));
        }
        Call call = calls.get(piece.index());
        if (call != null) {
            call.arguments.append(piece.arguments());
            call.extensions = Deltas.merge(call.extensions, piece.extensions());
        }
        return call != null;
    }

    /** Returns a {@code delta} for each call, in order. */
    List<String> deltas() {
        List<String> deltas = new ArrayList<>(calls.size());
        calls.forEach((index, call) -> deltas.add(Json.object(json -> {
            json.writeStartArray("tool_calls").writeStartObject().write("index", index).write("id", call.id)
                    .write("type", ClientTools.CUSTOM).writeStartObject(ClientTools.CUSTOM).write("name", call.name)
                    .write("input", FreeformTool.input(call.arguments.toString()));
            CallExtensions.withinFunction(json, call.extensions);
            json.writeEnd();
            CallExtensions.besideFunction(json, call.extensions);
            json.writeEnd().writeEnd();
        })));
        return deltas;
    }
}
