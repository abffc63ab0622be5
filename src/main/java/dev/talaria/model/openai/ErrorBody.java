package dev.talaria.model.openai;

import dev.talaria.error.Problem;
import dev.talaria.model.UpstreamFaults;
import dev.talaria.model.openai.reply.Bytes;
import dev.talaria.model.openai.reply.ReplyBody;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What an upstream says beside a status other than success; only its first part is looked at. */
final class ErrorBody implements ReplyBody {
    private static final int MAX_LOOKED_AT = 64 * 1024;

    private final UpstreamFaults faults;
    private final int status;
    private final Duration retryAfter;
    private final String path;
    private final Bytes bytes = new Bytes(MAX_LOOKED_AT);

    /**
     * @param retryAfter null where the upstream's headers gave none
     * @param path       that was asked
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
