package dev.talaria.model.openai;

import dev.talaria.error.Problem;
import dev.talaria.model.openai.compat.Refusal;
import dev.talaria.model.openai.reply.ReplyBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Records the beginning of a refusal's body verbatim while another reader consumes it. For one thread at a time. */
final class RefusalRecorder {
    private static final int MAX_KEPT = 16 * 1024;
    private static final int NO_REPLY = 0;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private int status = NO_REPLY;

    /** Sets the status of the reply; must be called before its body is read. */
    void replied(int code) {
        status = code;
    }

    /** Wraps the body so that its first bytes are recorded, unless it is an answer. */
    ReplyBody before(ReplyBody body) {
        return isAnswer() ? body : new Recorded(body);
    }

    private boolean isAnswer() {
        return status >= 200 && status <= 299;
    }

    /**
     * Returns the refusal that the upstream sent instead of an answer, or null if it did not reply.
     *
     * @param problem the translated failure; its message counts if the body cannot be read here, for example because it is compressed, or
     *                if it may be the incomplete beginning of an answer
     */
    Refusal refusal(Problem problem) {
        if (status == NO_REPLY) {
            return null;
        }
        if (isAnswer()) {
            return Refusal.of(status, problem.message());
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        boolean readable = text.chars().noneMatch(c -> c == '\uFFFD' || c < ' ' && !Character.isWhitespace(c));
        return Refusal.of(status, readable ? text : problem.message());
    }

    private final class Recorded implements ReplyBody {
        private final ReplyBody body;

        private Recorded(ReplyBody body) {
            this.body = body;
        }

        @Override
        public void take(ByteBuffer more) {
            int length = Math.min(more.remaining(), MAX_KEPT - bytes.size());
            if (length > 0) {
                byte[] kept = new byte[length];
                more.duplicate().get(kept);
                bytes.writeBytes(kept);
            }
            body.take(more);
        }

        @Override
        public void end() {
            body.end();
        }

        @Override
        public void broken(Problem why) {
            body.broken(why);
        }
    }
}
