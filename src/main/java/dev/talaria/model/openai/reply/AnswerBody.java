package dev.talaria.model.openai.reply;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.heap.HeapBudget;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.model.UpstreamFaults;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;

/**
 * The body of a reply with a status of success: server-sent events, JSON lines or one JSON object, regardless of the request and the
 * content type. It is complete after {@code [DONE]}, if a finish reason has arrived, or if it is one whole object; anything else is an
 * incomplete answer.
 */
public final class AnswerBody implements ReplyBody, SseScanner.Listener {
    private static final int MIN = 64 * 1024;
    private static final int HEAP_A_BYTE = 8;
    private static final long MAX_VALUE = 64L << 20;
    private static final int MAX_PAGE = 64 * 1024;
    private static final Set<String> HEARTBEATS = Set.of("ping", "pong", "heartbeat", "keepalive", "keep-alive", "null");

    private final ReplyReader reader;
    private final UpstreamFaults faults;
    private final long most;
    private final HeapBudget.Reservation heap;
    private final SseScanner scanner;
    private final ChunkTemplate template = new ChunkTemplate();
    private final StringBuilder page = new StringBuilder(0);
    private long received;
    private int bareValues;
    private boolean done;

    /**
     * @param most maximum number of bytes of the reply
     * @param heap counts the bytes of incomplete events; its owner closes it
     */
    public AnswerBody(ReplyReader reader, UpstreamFaults faults, long most, HeapBudget.Reservation heap) {
        this.reader = reader;
        this.faults = faults;
        this.most = most;
        this.heap = heap;
        this.scanner = new SseScanner(this, (int) Math.min(most, MAX_VALUE));
    }

    @Override
    public void take(ByteBuffer bytes) {
        received += bytes.remaining();
        if (received > most) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent more than " + most + " bytes; its answer was truncated "
                    + "(talaria.model.reply-bytes)");
        }
        count(scanner.held() + bytes.remaining());
        scanner.feed(bytes);
        count(scanner.held());
    }

    /**
     * Reserves heap for an incomplete event.
     *
     * @param held bytes of the event, which exists as text, tree and deltas at the same time
     */
    private void count(long held) {
        try {
            heap.resize(held < MIN ? 0 : held * HEAP_A_BYTE);
        } catch (ApiException full) {
            throw full.code() == ErrorCode.OVERLOADED ? full
                    : ErrorCode.UPSTREAM_ERROR.because("The upstream sent an event that needs more memory than the server has left");
        }
    }

    @Override
    public void end() {
        scanner.end(true);
        close(Problem.of(ErrorCode.UPSTREAM_ERROR, received == 0 ? "The upstream sent an empty reply" : bareValues > 0
                ? "The upstream sent a reply that is not a complete chat completion" : "The upstream ended its stream early"));
    }

    @Override
    public void broken(Problem why) {
        scanner.end(false);
        close(why);
    }

    private void close(Problem why) {
        if (done) {
            return;
        }
        if (!page.isEmpty()) {
            failed(faults.ofStatus(200, page.toString(), null));
        } else if (reader.isFinished() || reader.isWhole(bareValues == 1)) {
            complete();
        } else {
            throw why.asException();
        }
    }

    private void complete() {
        if (!done) {
            done = true;
            reader.complete();
        }
    }

    /** Fails the call, unless the finish reason has arrived: then the answer is complete. */
    private void failed(Problem why) {
        if (!done && !reader.isFinished()) {
            throw why.asException();
        }
        complete();
    }

    @Override
    public void event(String name, String data) {
        String text = data.strip();
        if (done) {
            return;
        }
        if (name.equalsIgnoreCase("error")) {
            throw reported(text).asException();
        }
        if (text.equalsIgnoreCase("[DONE]")) {
            done();
        } else if (text.startsWith("{") || text.startsWith("[")) {
            read(text);
        } else if (!text.isEmpty() && !HEARTBEATS.contains(name)) {
            words(text);
        }
    }

    @Override
    public void json(String text) {
        bareValues++;
        event("", text);
    }

    @Override
    public boolean words(String line) {
        String text = line.strip();
        if (done || text.isEmpty() || HEARTBEATS.contains(text.toLowerCase(Locale.ROOT))) {
            return !page.isEmpty();
        }
        if (text.startsWith("<") || !page.isEmpty()) {
            page.append(line).append('\n');
            if (page.length() > MAX_PAGE || text.toLowerCase(Locale.ROOT).contains("</html>")) {
                failed(faults.ofStatus(200, page.toString(), null));
            }
            return true;
        }
        failed(faults.ofError(Json.string(text)));
        return false;
    }

    private Problem reported(String text) {
        JsonValue said = null;
        try {
            said = text.isEmpty() ? null : Json.parseLeniently(text);
        } catch (JsonFault noJson) {
            said = Json.string(text);
        }
        if (said == null || said == JsonValue.NULL) {
            return Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream reported an error");
        }
        return faults.ofError(said instanceof JsonString ? said : UpstreamErrors.value(said));
    }

    private void done() {
        reader.endText();
        if (!reader.isFinished() && !reader.hasAnswered()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream ended its stream without an answer");
        }
        complete();
    }

    private void read(String text) {
        String words = template.content(text);
        if (words != null) {
            reader.piece(words);
            return;
        }
        JsonValue value;
        try {
            value = Json.parseLeniently(text);
        } catch (JsonFault fault) {
            failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream sent a chunk that is not JSON: " + fault.getMessage()));
            return;
        }
        if (value instanceof JsonObject chunk) {
            reader.read(chunk);
            if (template.learns()) {
                reader.onlyText(chunk).ifPresent(content -> template.learn(text, content));
            }
            return;
        }
        for (JsonValue element : (JsonArray) value) {
            if (element instanceof JsonObject chunk) {
                reader.read(chunk);
            } else {
                failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream sent a chunk that is not a JSON object"));
            }
        }
    }
}
