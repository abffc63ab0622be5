package dev.talaria.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a {@link Script} writes its answer with: every call is one write to the socket. */
public final class UpstreamReply {
    private static final int PATIENCE_SECONDS = 20;

    private final Socket socket;
    private final OutputStream out;
    private final SeenRequest request;
    private boolean keepAlive;

    UpstreamReply(Socket socket, SeenRequest request) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.request = request;
    }

    public SeenRequest request() {
        return request;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** A whole answer with a length; the connection stays open. */
    public void whole(int status, String contentType, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw(head(status, contentType, headers) + "Content-Length: " + bytes.length + "\r\n\r\n");
        raw(bytes);
        keepAlive = true;
    }

    /** The head of an answer whose body follows by {@link #write}. */
    public UpstreamReply begin(int status, String contentType, String... headers) throws IOException {
        raw(head(status, contentType, headers) + "Transfer-Encoding: chunked\r\n\r\n");
        return this;
    }

    public UpstreamReply beginEvents() throws IOException {
        return begin(200, "text/event-stream");
    }

    /** One piece of the body. */
    public UpstreamReply write(byte[] piece) throws IOException {
        byte[] length = (Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + piece.length + 2];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(piece, 0, frame, length.length, piece.length);
        frame[frame.length - 2] = '\r';
        frame[frame.length - 1] = '\n';
        raw(frame);
        return this;
    }

    public UpstreamReply write(String piece) throws IOException {
        return write(piece.getBytes(StandardCharsets.UTF_8));
    }

    /** One server-sent event of this data. */
    public UpstreamReply data(String data) throws IOException {
        return write("data: " + data + "\n\n");
    }

    /** Ends the body; the connection stays open. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
        keepAlive = true;
    }

    /** Bytes on the wire as they are. */
    public UpstreamReply raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    public UpstreamReply raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits here until a test opens the latch. */
    public UpstreamReply hold(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody opened the latch of a held reply");
        }
        return this;
    }

    /** Closes the connection in good order, whatever is missing. */
    public void cut() throws IOException {
        socket.close();
    }

    /** Closes the connection by RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Blocks until the client has closed the connection. */
    public void awaitClientClose() throws IOException {
        socket.setSoTimeout(PATIENCE_SECONDS * 1000);
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            continue;
        }
    }

    private static String head(int status, String contentType, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        if (contentType != null) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }
}
