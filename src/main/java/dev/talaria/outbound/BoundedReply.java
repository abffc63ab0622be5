package dev.talaria.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Reads one reply completely, whatever its status; a body over the limit fails the exchange. For one I/O thread, which it never blocks. */
public final class BoundedReply<T> extends AbstractBinResponseConsumer<T> {
    private final int most;
    private final BiFunction<HttpResponse, byte[], T> reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private @Nullable HttpResponse head;

    /**
     * @param most   maximum size of the body in bytes
     * @param reader receives the head and the body, decoded as UTF-8, on the I/O thread; an exception it throws fails the exchange
     */
    public BoundedReply(int most, BiFunction<HttpResponse, String, T> reader) {
        this((head, body) -> reader.apply(head, new String(body, StandardCharsets.UTF_8)), most);
    }

    private BoundedReply(BiFunction<HttpResponse, byte[], T> reader, int most) {
        this.most = most;
        this.reader = reader;
    }

    /** As the constructor, for a body that need not be text. */
    public static <T> BoundedReply<T> ofBytes(int most, BiFunction<HttpResponse, byte[], T> reader) {
        return new BoundedReply<>(reader, most);
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
    protected void data(ByteBuffer more, boolean endOfStream) throws IOException {
        if (more.remaining() > most - bytes.size()) {
            throw new IOException("the reply is longer than " + most + " bytes");
        }
        byte[] taken = new byte[more.remaining()];
        more.get(taken);
        bytes.writeBytes(taken);
    }

    @Override
    protected T buildResult() {
        return reader.apply(Objects.requireNonNull(head), bytes.toByteArray());
    }

    @Override
    public void releaseResources() {
        bytes.reset();
    }
}
