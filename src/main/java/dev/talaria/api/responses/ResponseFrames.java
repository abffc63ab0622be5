package dev.talaria.api.responses;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Numbers the events of one stream without a gap, and leaves out what its reader has. */
final class ResponseFrames {
    private final long after;
    private long next;
    private List<SseFrame> waiting = new ArrayList<>(2);

    /** @param after the last sequence number the reader has; -1 for none */
    ResponseFrames(long after) {
        this.after = after;
    }

    void emit(String type, Consumer<JsonGenerator> members) {
        long sequence = next++;
        if (sequence <= after) {
            return;
        }
        waiting.add(SseFrame.event(type, Json.generate(json -> {
            json.writeStartObject().write("type", type);
            members.accept(json);
            json.write("sequence_number", sequence).writeEnd();
        })));
    }

    /** The last event there is. A reader whose numbers are beyond it, from a stream that told more, still learns of it. */
    void emitLast(String type, Consumer<JsonGenerator> members) {
        next = next < after ? after + 1 : next;
        emit(type, members);
    }

    /** What has been emitted since it was last asked for. */
    List<SseFrame> take() {
        List<SseFrame> taken = waiting;
        waiting = new ArrayList<>(2);
        return taken;
    }
}
