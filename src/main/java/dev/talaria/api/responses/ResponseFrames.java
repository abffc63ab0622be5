package dev.talaria.api.responses;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.Problem;
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
        waiting.add(SseFrame.event(type, Json.object(json -> {
            json.write("type", type);
            members.accept(json);
            json.write("sequence_number", sequence);
        })));
    }

    /** The last event there is. A reader whose numbers are beyond it, from a stream that told more, still learns of it. */
    void emitLast(String type, Consumer<JsonGenerator> members) {
        next = next < after ? after + 1 : next;
        emit(type, members);
    }

    /**
     * Says that the stream breaks off. It is no event of the response and takes no number: whoever resumes after the one that it shows
     * misses nothing. OpenAI's clients look for the members at the top or in {@code error}.
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

    /** What has been emitted since it was last asked for. */
    List<SseFrame> take() {
        List<SseFrame> taken = waiting;
        waiting = new ArrayList<>(2);
        return taken;
    }
}
