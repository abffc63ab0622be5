package dev.talaria.model.openai.reply;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.heap.HeapBudget;
import dev.talaria.model.UpstreamFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads replies as a call does: the first fault is the end. */
final class Replies {
    static final Problem CUT = Problem.of(ErrorCode.UPSTREAM_ERROR, "The connection broke");
    static final String DONE = "data: [DONE]\n\n";

    private Replies() {
    }

    /** A reply that came to its end. */
    static JoinedSink whole(String... pieces) {
        return read(true, ReplyBody::end, bytes(pieces));
    }

    /** A reply whose connection broke. */
    static JoinedSink cut(String... pieces) {
        return read(true, body -> body.broken(CUT), bytes(pieces));
    }

    /** A reply that is still open. */
    static JoinedSink open(String... pieces) {
        return read(true, body -> { }, bytes(pieces));
    }

    static JoinedSink keepingThoughts(String... pieces) {
        return read(false, ReplyBody::end, bytes(pieces));
    }

    static JoinedSink read(boolean separate, Consumer<ReplyBody> last, byte[]... pieces) {
        return read(separate, new ThoughtHabits(), last, pieces);
    }

    /** A further reply of an upstream whose habits are known. */
    static JoinedSink further(ThoughtHabits habits, String... pieces) {
        return read(true, habits, ReplyBody::end, bytes(pieces));
    }

    private static JoinedSink read(boolean separate, ThoughtHabits habits, Consumer<ReplyBody> last, byte[]... pieces) {
        JoinedSink sink = new JoinedSink();
        UpstreamFaults faults = new UpstreamFaults(null);
        ReplyBody body = new AnswerBody(new ReplyReader(sink, faults, separate, habits), faults, 64 << 20,
                new HeapBudget(1L << 40).reserve());
        try {
            for (byte[] piece : pieces) {
                body.take(ByteBuffer.wrap(piece));
            }
            last.accept(body);
        } catch (ApiException fault) {
            sink.failed(fault.problem());
        }
        return sink;
    }

    static byte[][] bytes(String... pieces) {
        byte[][] all = new byte[pieces.length][];
        for (int i = 0; i < pieces.length; i++) {
            all[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
        }
        return all;
    }

    static String data(String json) {
        return "data: " + json + "\n\n";
    }

    static String delta(String delta) {
        return data("{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}");
    }

    static String text(String words) {
        return delta("{\"content\":\"" + words + "\"}");
    }

    static String finish(String reason) {
        return data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
    }

    /** A reply as one JSON object. */
    static String message(String message, String finish) {
        return "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":" + finish + "}]}";
    }
}
