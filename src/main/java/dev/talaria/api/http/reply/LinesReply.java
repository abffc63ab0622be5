package dev.talaria.api.http.reply;

import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A reply in lines that never holds more than one piece: the next is produced while this one is sent, and only once the client reads. A
 * failure before the first piece is an error reply; a later one is sent as a last line with the usual error object, so that no one takes
 * half a reply for a whole one.
 */
public final class LinesReply implements ResponseChannel.Source {
    private record Piece(Optional<String> lines, Problem failure) {
    }

    private final ResponseChannel channel;
    private final Supplier<Optional<String>> pieces;
    private final Executor executor;
    private final Map<String, String> headers;
    private final String requestId;
    private volatile Piece ready;
    private boolean asked;
    private boolean begun;
    private boolean ended;

    /** @param pieces returns whole lines, called one at a time on the executor; empty at the end */
    public LinesReply(ResponseChannel channel, Supplier<Optional<String>> pieces, Executor executor, Map<String, String> headers,
                      String requestId) {
        this.channel = channel;
        this.pieces = pieces;
        this.executor = executor;
        this.headers = headers;
        this.requestId = requestId;
    }

    @Override
    public byte[] next() {
        if (ready == null) {
            ask();
        }
        Piece piece = ready;
        if (piece == null) {
            return null;
        }
        ready = null;
        asked = false;
        if (piece.failure() != null) {
            return failed(piece.failure());
        }
        begin();
        ended = piece.lines().isEmpty();
        ask();
        return piece.lines().map(Json::bytes).orElse(null);
    }

    private byte[] failed(Problem failure) {
        ended = true;
        if (begun) {
            return Json.bytes(ErrorMapper.envelope(failure) + "\n");
        }
        Reply reply = ErrorMapper.reply(failure);
        byte[] body = reply.bytes();
        channel.head().whole(reply, body.length, headers);
        return body;
    }

    private void begin() {
        if (!begun) {
            begun = true;
            channel.head().lines(headers);
        }
    }

    private void ask() {
        if (asked || ended) {
            return;
        }
        asked = true;
        try {
            executor.execute(this::read);
        } catch (RuntimeException | Error e) {
            // Picked up when the channel asks again, which it does at once: a wake-up from here would overtake the piece in progress.
            ready = new Piece(Optional.empty(), ErrorMapper.problem(e, requestId));
        }
    }

    private void read() {
        Piece piece;
        try {
            piece = new Piece(pieces.get(), null);
        } catch (RuntimeException | Error e) {
            piece = new Piece(Optional.empty(), ErrorMapper.problem(e, requestId));
        }
        ready = piece;
        channel.wake();
    }

    @Override
    public boolean finished() {
        return ended;
    }

    @Override
    public void takenDown() {
        ready = new Piece(Optional.empty(), ErrorMapper.SHUTTING_DOWN);
    }

    @Override
    public void lost() {
        // The piece being read is dropped with this object.
    }
}
