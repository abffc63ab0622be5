package dev.talaria.model.openai;

import dev.talaria.error.Problem;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.model.openai.reply.Bytes;
import dev.talaria.model.openai.reply.ReplyBody;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The body of a reply with a status other than success; only the beginning is read. */
final class ErrorBody implements ReplyBody {
    private static final int MAX_LOOKED_AT = 64 * 1024;

    private final UpstreamFaults faults;
    private final int status;
    private final Duration retryAfter;
    private final String path;
    private final Bytes bytes = new Bytes(MAX_LOOKED_AT);

    /**
     * @param retryAfter the delay from the upstream's headers; null if they have none
     * @param path       the requested path
     */
    ErrorBody(UpstreamFaults faults, int status, Duration retryAfter, String path) {
        this.faults = faults;
        this.status = status;
        this.retryAfter = retryAfter;
        this.path = path;
    }

    @Override
    public void take(ByteBuffer more) {
        int room = MAX_LOOKED_AT - bytes.size();
        if (more.remaining() > room) {
            bytes.append(more, room);
            end();
        }
        bytes.append(more, more.remaining());
    }

    @Override
    public void end() {
        throw faults.problem(status, faults.read(status, bytes.text(), retryAfter), path).asException();
    }

    @Override
    public void broken(Problem why) {
        end();
    }
}
