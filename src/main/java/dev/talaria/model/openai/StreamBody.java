package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.model.UpstreamFaults;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;

/** A reply as server-sent events. It ends well by {@code [DONE]} or, without that, once a finish reason has been given. */
final class StreamBody implements ReplyBody {
    private final ReplyReader reader;
    private final UpstreamFaults faults;
    private final SseScanner scanner = new SseScanner(this::event);
    private long received;
    private boolean done;

    StreamBody(ReplyReader reader, UpstreamFaults faults) {
        this.reader = reader;
        this.faults = faults;
    }

    @Override
    public void take(ByteBuffer bytes) {
        received += bytes.remaining();
        if (received > MAX_REPLY) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent more than " + MAX_REPLY + " bytes");
        }
        scanner.feed(bytes);
    }

    @Override
    public void end() {
        broken(Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream ended its stream early"));
    }

    @Override
    public void broken(Problem why) {
        if (!done && !reader.isFinished()) {
            throw why.asException();
        }
        reader.complete();
    }

    private void event(String name, String data) {
        if (done) {
            return;
        }
        if (data.equals("[DONE]")) {
            done();
        } else if (!data.isBlank()) {
            JsonObject chunk = parse(data);
            if (name.equals("error")) {
                throw faults.ofError(chunk.getOrDefault("error", chunk)).asException();
            }
            reader.chunk(chunk);
        }
    }

    private void done() {
        if (!reader.isFinished() && !reader.hasSaid()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream ended its stream without an answer");
        }
        done = true;
        reader.complete();
    }

    private static JsonObject parse(String data) {
        try {
            JsonValue value = Json.parseLeniently(data);
            if (value instanceof JsonObject object) {
                return object;
            }
        } catch (JsonFault fault) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a chunk that is no JSON: " + fault.getMessage());
        }
        throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a chunk that is no JSON object");
    }
}
