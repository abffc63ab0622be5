package dev.talaria.memory.embedding;

import dev.talaria.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;

/** A reply of bounded length, read whole. */
final class WholeReply extends AbstractBinResponseConsumer<WholeReply.Read> {
    /** Some hundred vectors of the largest kind. */
    private static final int MOST_BYTES = 64 << 20;

    /** @param body decoded as UTF-8 */
    record Read(int status, String body) {
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int status;

    @Override
    protected void start(HttpResponse response, ContentType type) {
        status = response.getCode();
    }

    @Override
    protected int capacityIncrement() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void data(ByteBuffer more, boolean end) {
        if (more.remaining() > MOST_BYTES - bytes.size()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream sent more than " + MOST_BYTES + " bytes");
        }
        byte[] taken = new byte[more.remaining()];
        more.get(taken);
        bytes.writeBytes(taken);
    }

    @Override
    protected Read buildResult() {
        return new Read(status, bytes.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void releaseResources() {
        bytes.reset();
    }
}
