package dev.talaria.bench.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * An OpenAI-compatible upstream that costs as little as possible: one thread, one write a token, answers made in advance. It knows
 * {@code POST …/chat/completions}, whole and streamed, with a body of a declared length, and answers each other request by an empty list
 * of models.
 */
final class ModelServer implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FIRST_BUFFER = 8_192;
    private static final int BACKLOG = 8_192;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Thread thread;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final ByteBuffer streamHead = ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    private final ByteBuffer streamEnd = ascii(framed(chunk("{}", "\"stop\"")) + framed("data: [DONE]\n\n") + "0\r\n\r\n");
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
    private volatile boolean closed;

    /** Starts it on a free port of the loopback address. */
    ModelServer() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread = new Thread(this::serve, "scripted-model");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select(this::ready, waitMillis());
                sendWhatIsDue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never less than the time to the next token, so that the loop does not spin; a token is late by a millisecond at most. */
    private long waitMillis() {
        Due next = due.peek();
        return next == null ? 0 : Math.max(1, (next.nanos - System.nanoTime() + 999_999) / 1_000_000);
    }

    private void sendWhatIsDue() throws IOException {
        long now = System.nanoTime();
        for (Due next = due.peek(); next != null && next.nanos <= now; next = due.peek()) {
            due.poll();
            next.connection.tokenIsDue(next.nanos);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    SelectionKey own = channel.register(selector, SelectionKey.OP_READ);
                    own.attach(new Connection(channel, own));
                }
            } else if (key.attachment() instanceof Connection connection) {
                connection.ready(key);
            }
        } catch (IOException e) {
            key.cancel();
            closeQuietly(key);
        }
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuffer tokenChunk(int number) {
        while (chunks.size() <= number) {
            chunks.add(ascii(framed(chunk("{\"content\":\"" + Script.token(chunks.size()) + "\"}", "null"))));
        }
        return chunks.get(number).duplicate();
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"scripted\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String framed(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static String json(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String whole(Script script) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < script.tokens(); i++) {
            text.append(Script.token(i));
        }
        return json("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"scripted\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + script.tokens() + ",\"total_tokens\":"
                + (9 + script.tokens()) + "}}");
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        listener.close();
    }

    private record Due(long nanos, Connection connection) {
    }

    private final class Connection {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
        private byte[] received = new byte[FIRST_BUFFER];
        private int length;
        private Script script;
        private int next;

        Connection(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }

        void ready(SelectionKey ready) throws IOException {
            if (ready.isWritable()) {
                flush();
            }
            if (ready.isValid() && ready.isReadable()) {
                read();
            }
        }

        private void read() throws IOException {
            if (length == received.length) {
                received = Arrays.copyOf(received, 2 * length);
            }
            int read = channel.read(ByteBuffer.wrap(received, length, received.length - length));
            if (read < 0) {
                script = null;
                channel.close();
                return;
            }
            length += read;
            int head = headEnd();
            if (head > 0) {
                String text = new String(received, 0, head, StandardCharsets.ISO_8859_1);
                int end = head + contentLength(text);
                if (length >= end) {
                    String body = new String(received, head, end - head, StandardCharsets.ISO_8859_1);
                    System.arraycopy(received, end, received, 0, length - end);
                    length -= end;
                    answer(text, body);
                }
            }
        }

        /** Returns where the head ends, or -1 as long as it has not. */
        private int headEnd() {
            for (int i = 0; i <= length - HEAD_END.length; i++) {
                if (Arrays.equals(received, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                    return i + HEAD_END.length;
                }
            }
            return -1;
        }

        private void answer(String head, String body) throws IOException {
            Script found = head.startsWith("POST") ? Script.in(body).orElse(null) : null;
            if (found == null) {
                send(ascii(json("{\"object\":\"list\",\"data\":[]}")));
            } else if (!body.contains("\"stream\":true")) {
                send(ascii(whole(found)));
            } else {
                script = found;
                next = 0;
                send(streamHead.duplicate());
                if (found.pause().isZero()) {
                    sendWhatFits();
                } else {
                    tokenIsDue(System.nanoTime());
                }
            }
        }

        void tokenIsDue(long nanos) throws IOException {
            if (script == null || !channel.isOpen()) {
                return;
            }
            try {
                send(tokenChunk(next++));
                if (next == script.tokens()) {
                    send(streamEnd.duplicate());
                } else {
                    due.add(new Due(nanos + script.pause().toNanos(), this));
                }
            } catch (IOException e) {
                channel.close();
            }
        }

        /** Goes on as far as the reader takes it, so that one that never reads costs nothing further. */
        private void sendWhatFits() throws IOException {
            while (unsent.isEmpty() && next < script.tokens()) {
                send(tokenChunk(next++));
                if (next == script.tokens()) {
                    send(streamEnd.duplicate());
                }
            }
        }

        private void send(ByteBuffer bytes) throws IOException {
            if (unsent.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent.add(bytes);
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        }

        private void flush() throws IOException {
            for (ByteBuffer first = unsent.peek(); first != null; first = unsent.peek()) {
                channel.write(first);
                if (first.hasRemaining()) {
                    return;
                }
                unsent.remove();
            }
            key.interestOps(SelectionKey.OP_READ);
            if (script != null && script.pause().isZero()) {
                sendWhatFits();
            }
        }

        private static int contentLength(String head) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    return Integer.parseInt(line.substring("content-length:".length()).strip());
                }
            }
            return 0;
        }
    }
}
