package dev.talaria.api.responses;

import dev.talaria.api.http.tool.FreeformTool;
import dev.talaria.api.http.tool.ToolNames;
import dev.talaria.api.items.ItemJson;
import jakarta.json.JsonObject;

/**
 * A tool call in progress: a client's arrives in pieces, a server's complete. The input of a custom tool is sent when it is complete,
 * because the model writes it as JSON; a tool search only has its item's events.
 */
final class OpenCall implements OutputItems.Open {
    private final ResponseFrames frames;
    private final String id;
    private final int index;
    private final String callId;
    private final ToolNames.Declared tool;
    private final StringBuilder arguments = new StringBuilder();

    OpenCall(ResponseFrames frames, String id, int index, String callId, ToolNames.Declared tool) {
        this.frames = frames;
        this.id = id;
        this.index = index;
        this.callId = callId;
        this.tool = tool;
    }

    void add(String delta) {
        arguments.append(delta);
        if (!delta.isEmpty() && tool.kind() == ToolNames.Kind.FUNCTION) {
            delta("response.function_call_arguments.delta", delta);
        }
    }

    private void delta(String type, String delta) {
        frames.emit(type, json -> {
            OutputItems.Open.place(json, id, index);
            json.write("delta", delta);
        });
    }

    @Override
    public JsonObject json(String status) {
        return ItemJson.call(id, status, callId, tool, arguments.toString());
    }

    @Override
    public void finish() {
        if (tool.kind() == ToolNames.Kind.CUSTOM) {
            String input = FreeformTool.input(arguments.toString());
            if (!input.isEmpty()) {
                delta("response.custom_tool_call_input.delta", input);
            }
            frames.emit("response.custom_tool_call_input.done", json -> {
                OutputItems.Open.place(json, id, index);
                json.write("input", input);
            });
        } else if (tool.kind() == ToolNames.Kind.FUNCTION) {
            frames.emit("response.function_call_arguments.done", json -> {
                OutputItems.Open.place(json, id, index);
                json.write("name", tool.name()).write("arguments", arguments.toString());
            });
        }
    }
}
