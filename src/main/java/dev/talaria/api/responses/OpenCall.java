package dev.talaria.api.responses;

import dev.talaria.api.http.item.ItemJson;
import jakarta.json.JsonObject;

/** A call of a tool: a client's comes in pieces, a server's whole. */
final class OpenCall implements OutputItems.Open {
    private final ResponseFrames frames;
    private final String id;
    private final int index;
    private final String callId;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();

    OpenCall(ResponseFrames frames, String id, int index, String callId, String name) {
        this.frames = frames;
        this.id = id;
        this.index = index;
        this.callId = callId;
        this.name = name;
    }

    void add(String delta) {
        arguments.append(delta);
        if (!delta.isEmpty()) {
            frames.emit("response.function_call_arguments.delta", json -> {
                OutputItems.Open.place(json, id, index);
                json.write("delta", delta);
            });
        }
    }

    @Override
    public JsonObject json(String status) {
        return ItemJson.call(id, status, callId, name, arguments.toString());
    }

    @Override
    public void finish() {
        frames.emit("response.function_call_arguments.done", json -> {
            OutputItems.Open.place(json, id, index);
            json.write("name", name).write("arguments", arguments.toString());
        });
    }
}
