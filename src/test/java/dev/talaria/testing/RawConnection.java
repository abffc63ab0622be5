package dev.talaria.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One HTTP/1.1 connection, byte for byte: sends what a client library would refuse to send and shows exactly what comes back.
 * All text is one char for each byte. For one thread; every read ends with the deadline.
 */
public final class RawConnection implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 60_000;

    /** @param lines the header lines, without the status line */
    public record Head(int status, List<String> lines) {
        public Optional<String> header(String name) {
            String prefix = name + ":";
            return lines.stream().filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                    .map(line -> line.substring(prefix.length()).strip()).findFirst();
        }
    }

    /** @param complete whether the body came to the end that its framing promised */
    public record Reply(Head head, String body, boolean complete) {
    }

    private final Socket socket;
    private final InputStream in;
    private Head head;
    private boolean complete;
    private long left;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawConnection open(URI server) {
        return open(server, 0);
    }

    /** @param receiveBuffer bytes that the system takes in though nobody reads; 0 for the usual */
    public static RawConnection open(URI server, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            return connected(socket, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param address one of this machine's, from which the server sees the connection come */
    public static RawConnection from(String address, URI server) {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(address, 0));
            return connected(socket, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawConnection connected(Socket socket, URI server) throws IOException {
        // What is sent in two pieces would else wait for an acknowledgement, forty milliseconds each time.
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), DEADLINE_MILLIS);
        return new RawConnection(socket);
    }

    public RawConnection send(String bytesAsChars) {
        try {
            socket.getOutputStream().write(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of the reply; 100-continue is passed over. */
    public Head head() {
        while (head == null) {
            String status = line();
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            Head read = new Head(Integer.parseInt(status.split(" ")[1]), lines);
            if (read.status() != 100) {
                head = read;
                left = read.header("Content-Length").map(Long::parseLong).orElse(-1L);
            }
        }
        return head;
    }

    /** The next chunk of the body as it was sent, or what there is of an unchunked one; empty at its end, as promised or cut off. */
    public Optional<String> piece() {
        try {
            if (head().header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
                return chunk();
            }
            int wanted = left < 0 ? 8192 : (int) Math.min(left, 8192);
            byte[] bytes = wanted == 0 ? new byte[0] : in.readNBytes(wanted);
            left = left < 0 ? left : left - bytes.length;
            complete = left == 0 || left < 0 && bytes.length == 0;
            return bytes.length == 0 ? Optional.empty() : Optional.of(text(bytes));
        } catch (SocketException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> chunk() throws IOException {
        if (complete) {
            return Optional.empty();
        }
        String size = lineOrNull();
        if (size == null) {
            return Optional.empty();
        }
        int length = Integer.parseInt(size.split(";")[0].strip(), 16);
        byte[] bytes = in.readNBytes(length);
        String end = lineOrNull();
        if (bytes.length < length || end == null) {
            return Optional.empty();
        }
        complete = length == 0;
        return complete ? Optional.empty() : Optional.of(text(bytes));
    }

    /** Whether the body came to the end that its framing promised. */
    public boolean complete() {
        return complete;
    }

    /** Reads pieces until the text was seen; fails at the end of the body. */
    public String until(String wanted) {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            seen.append(piece().orElseThrow(() -> new AssertionError("the body ended without \"" + wanted + "\": " + seen)));
        }
        return seen.toString();
    }

    /** Reads to the end, however it comes. */
    public Reply reply() {
        Head read = head();
        StringBuilder body = new StringBuilder();
        for (Optional<String> piece = piece(); piece.isPresent(); piece = piece()) {
            body.append(piece.get());
        }
        return new Reply(read, body.toString(), complete);
    }

    /** Forgets the reply that was read, for the next one on the same connection. */
    public RawConnection next() {
        head = null;
        complete = false;
        return this;
    }

    /** What still comes until the server closes the connection, without any framing. */
    public String rest() {
        try {
            return text(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line of a head, without its end. */
    public String line() {
        try {
            String line = lineOrNull();
            if (line == null) {
                throw new AssertionError("the connection was closed inside a reply's head");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lineOrNull() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                String line = text(bytes.toByteArray());
                return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            }
            bytes.write(b);
        }
        return null;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Its port on this side. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Hangs up; what has not been read is lost. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
