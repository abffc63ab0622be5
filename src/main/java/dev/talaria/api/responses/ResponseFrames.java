package dev.talaria.api.responses;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Numbers the events of one stream without gaps, and drops those that the reader already has. */
final class ResponseFrames {
    private final long after;
    private long next;
    private List<SseFrame> waiting = new ArrayList<>(2);

    /** @param after the reader's last sequence number; -1 for none */
    ResponseFrames(long after) {
        this.after = after;
    }

    void emit(String type, Consumer<JsonGenerator> members) {
        long sequence = next++;
        if (sequence <= after) {
            return;
        }
        waiting.add(SseFrame.event(type, Json.object(json -> {
            json.write("type", type);
            members.accept(json);
            json.write("sequence_number", sequence);
        })));
    }

    /** Emits the stream's last event even to a reader with a higher number, from a stream with more events. */
    void emitLast(String type, Consumer<JsonGenerator> members) {
        next = next < after ? after + 1 : next;
        emit(type, members);
    }

    /**
     * Returns the error event of a stream that breaks off. It is not an event of the response and has no number of its own, so a reader
     * that resumes after its number misses nothing. OpenAI's clients look for the members at the top or in {@code error}.
     */
    SseFrame error(Problem problem) {
        return SseFrame.event("error", Json.object(json -> {
            json.write("type", "error");
            members(json, problem);
            json.writeStartObject("error").write("type", problem.code().type());
            members(json, problem);
            json.writeEnd().write("sequence_number", Math.max(0, Math.max(after, next - 1)));
        }));
    }

    private static void members(JsonGenerator json, Problem problem) {
        json.write("code", problem.code().code()).write("message", problem.message()).writeNull("param");
    }

    /** Removes and returns the frames emitted since the last call. */
    List<SseFrame> take() {
        List<SseFrame> taken = waiting;
        waiting = new ArrayList<>(2);
        return taken;
    }
}
