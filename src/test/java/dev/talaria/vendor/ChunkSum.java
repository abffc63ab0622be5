package dev.talaria.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Deltas;
import dev.talaria.json.Json;
import dev.talaria.testing.SseRecorder;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** Adds up the chunks of a streamed chat completion as clients do. */
final class ChunkSum {
    private ChunkSum() {
    }

    /** The assistant's message; the stream must have ended well. */
    static JsonObject of(List<SseRecorder.Frame> frames) {
        assertEquals("[DONE]", frames.get(frames.size() - 1).data());
        JsonObject sum = JsonValue.EMPTY_JSON_OBJECT;
        String finish = "";
        for (SseRecorder.Frame frame : frames.subList(0, frames.size() - 1)) {
            JsonObject chunk = Json.parse(frame.data()).asJsonObject();
            JsonArray choices = chunk.getJsonArray("choices");
            if (choices == null) {
                throw new AssertionError("the stream broke: " + chunk);
            }
            if (!choices.isEmpty()) {
                sum = Deltas.merge(sum, choices.getJsonObject(0).getJsonObject("delta"));
                finish = choices.getJsonObject(0).isNull("finish_reason") ? finish : choices.getJsonObject(0).getString("finish_reason");
            }
        }
        assertEquals(false, finish.isEmpty());
        return withoutIndexes(sum);
    }

    private static JsonObject withoutIndexes(JsonObject message) {
        if (!(message.get("tool_calls") instanceof JsonArray calls)) {
            return message;
        }
        JsonArrayBuilder plain = Json.builders().createArrayBuilder();
        calls.forEach(call -> plain.add(Json.with(call.asJsonObject(), "index", null)));
        return Json.with(message, "tool_calls", plain.build());
    }
}
