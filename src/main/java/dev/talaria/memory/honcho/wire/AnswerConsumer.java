package dev.talaria.memory.honcho.wire;

import dev.talaria.error.RetryAfter;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/** Reads one answer, up to a bound. Called by one I/O thread, and holds nothing up. */
final class AnswerConsumer extends AbstractBinResponseConsumer<Answer> {
    /** A page of a hundred messages of the greatest length, escaped. */
    private static final int LONGEST = 32 << 20;

    private final Clock clock;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private HttpResponse head;

    AnswerConsumer(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void start(HttpResponse response, ContentType contentType) {
        head = response;
    }

    @Override
    protected int capacityIncrement() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
        if (bytes.size() + source.remaining() > LONGEST) {
            throw new IOException("the answer is longer than " + LONGEST + " bytes");
        }
        byte[] piece = new byte[source.remaining()];
        source.get(piece);
        bytes.write(piece, 0, piece.length);
    }

    /** A success whose body is no JSON came from something that is not Honcho, such as a proxy. */
    @Override
    protected Answer buildResult() {
        Header wait = head.getFirstHeader("Retry-After");
        String text = bytes.toString(StandardCharsets.UTF_8);
        JsonValue body = JsonValue.NULL;
        try {
            body = text.isBlank() ? JsonValue.NULL : Json.parseLeniently(text);
        } catch (JsonFault fault) {
            if (head.getCode() <= 299) {
                throw HonchoFault.unanswered("The answer is no JSON");
            }
        }
        return new Answer(head.getCode(), body, RetryAfter.parse(wait == null ? null : wait.getValue(), clock.instant()).orElse(null));
    }

    @Override
    public void releaseResources() {
        bytes.reset();
    }
}
