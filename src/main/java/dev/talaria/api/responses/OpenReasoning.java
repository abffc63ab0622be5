package dev.talaria.api.responses;

import dev.talaria.api.items.ItemJson;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.util.function.Consumer;

/** A thought in progress, shown as it is or as the summary that the client asked for. */
final class OpenReasoning implements OutputItems.Open {
    private final ResponseFrames frames;
    private final String id;
    private final int index;
    private final boolean summarised;
    private final StringBuilder text = new StringBuilder();

    OpenReasoning(ResponseFrames frames, String id, int index, boolean summarised) {
        this.frames = frames;
        this.id = id;
        this.index = index;
        this.summarised = summarised;
    }

    void add(String delta) {
        if (text.isEmpty()) {
            part("added", "");
        }
        text.append(delta);
        emit(summarised ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta", json -> json.write("delta", delta));
    }

    private void part(String what, String said) {
        emit((summarised ? "response.reasoning_summary_part." : "response.content_part.") + what,
                json -> json.write("part", summarised ? ItemJson.summaryText(said) : ItemJson.reasoningText(said)));
    }

    private void emit(String type, Consumer<JsonGenerator> members) {
        frames.emit(type, json -> {
            OutputItems.Open.place(json, id, index);
            json.write(summarised ? "summary_index" : "content_index", 0);
            members.accept(json);
        });
    }

    @Override
    public JsonObject json(String status) {
        return ItemJson.reasoning(id, status, text.isEmpty() ? null : text.toString(), summarised);
    }

    @Override
    public void finish() {
        emit(summarised ? "response.reasoning_summary_text.done" : "response.reasoning_text.done",
                json -> json.write("text", text.toString()));
        part("done", text.toString());
    }
}
