package dev.talaria.api.responses;

import dev.talaria.api.items.ItemJson;
import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** An assistant message in progress: its text and, if it declined, its refusal. */
final class OpenMessage implements OutputItems.Open {
    /** A piece of the content, in the order in which the pieces started. */
    private final class Piece {
        private final boolean refusal;
        private final int contentIndex = pieces.size();
        private final StringBuilder text = new StringBuilder();
        private final List<JsonValue> logprobs = new ArrayList<>(0);

        private Piece(boolean refusal) {
            this.refusal = refusal;
        }

        private JsonObject json() {
            return refusal ? ItemJson.refusal(text.toString()) : ItemJson.text(text.toString(), logprobs());
        }

        private JsonArray logprobs() {
            JsonArrayBuilder all = Json.builders().createArrayBuilder();
            logprobs.forEach(all::add);
            return all.build();
        }
    }

    private final ResponseFrames frames;
    private final String id;
    private final int index;
    private final List<Piece> pieces = new ArrayList<>(1);

    OpenMessage(ResponseFrames frames, String id, int index) {
        this.frames = frames;
        this.id = id;
        this.index = index;
    }

    void addText(String delta, JsonArray logprobs) {
        Piece piece = piece(false);
        piece.text.append(delta);
        piece.logprobs.addAll(logprobs);
        frames.emit("response.output_text.delta", json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", piece.contentIndex).write("delta", delta).write("logprobs", logprobs);
        });
    }

    void addRefusal(String delta) {
        Piece piece = piece(true);
        piece.text.append(delta);
        frames.emit("response.refusal.delta", json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", piece.contentIndex).write("delta", delta);
        });
    }

    private Piece piece(boolean refusal) {
        for (Piece piece : pieces) {
            if (piece.refusal == refusal) {
                return piece;
            }
        }
        Piece piece = new Piece(refusal);
        pieces.add(piece);
        part("response.content_part.added", piece);
        return piece;
    }

    private void part(String type, Piece piece) {
        frames.emit(type, json -> {
            OutputItems.Open.place(json, id, index);
            json.write("content_index", piece.contentIndex).write("part", piece.json());
        });
    }

    @Override
    public JsonObject json(String status) {
        JsonArrayBuilder content = Json.builders().createArrayBuilder();
        pieces.forEach(piece -> content.add(piece.json()));
        return ItemJson.message(id, status, content.build());
    }

    @Override
    public void finish() {
        for (Piece piece : pieces) {
            frames.emit(piece.refusal ? "response.refusal.done" : "response.output_text.done", json -> {
                OutputItems.Open.place(json, id, index);
                json.write("content_index", piece.contentIndex).write(piece.refusal ? "refusal" : "text", piece.text.toString());
                if (!piece.refusal) {
                    json.write("logprobs", piece.logprobs());
                }
            });
            part("response.content_part.done", piece);
        }
    }
}
