package dev.talaria.api.responses;

import dev.talaria.api.http.item.ItemJson;
import jakarta.json.JsonObject;

/** What a model thinks aloud before it speaks. */
final class OpenReasoning implements OutputItems.Open {
    private final ResponseFrames frames;
    private final String id;
    private final int index;
    private final StringBuilder text = new StringBuilder();

    OpenReasoning(ResponseFrames frames, String id, int index) {
        this.frames = frames;
        this.id = id;
        this.index = index;
    }

    void add(String delta) {
        if (text.isEmpty()) {
            part("response.content_part.added", "");
        }
        text.append(delta);
        frames.emit("response.reasoning_text.delta", json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", 0).write("delta", delta);
        });
    }

    private void part(String type, String said) {
        frames.emit(type, json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", 0).write("part", ItemJson.reasoningText(said));
        });
    }

    @Override
    public JsonObject json(String status) {
        return ItemJson.reasoning(id, status, text.isEmpty() ? null : text.toString());
    }

    @Override
    public void finish() {
        frames.emit("response.reasoning_text.done", json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", 0).write("text", text.toString());
        });
        part("response.content_part.done", text.toString());
    }
}
