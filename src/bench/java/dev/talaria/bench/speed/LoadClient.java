package dev.talaria.bench.speed;

import dev.talaria.bench.speed.Load.Dialect;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a load on a server from one thread, the caller's. */
final class LoadClient {
    /** Long, and no faster than models are: what fills a connection, not the machine. */
    private static final Script ENDLESS = new Script(100_000, Duration.ofMillis(4));
    private static final int SILENT_BUFFER = 4_096;
    private static final int READ_AT_ONCE = 65_536;
    private static final long TICK_MILLIS = 5;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final Target target;
    private final InetSocketAddress server;
    private final Load load;
    private final Map<String, String> headers;
    private final Answers answers = new Answers();
    private final ByteBuffer received = ByteBuffer.allocate(READ_AT_ONCE);
    private final ByteBuffer request;
    private int started;
    private int open;
    private long askUntil;

    private LoadClient(Target target, Load load) {
        this.target = target;
        server = new InetSocketAddress("127.0.0.1", target.port());
        this.load = load;
        headers = load.headers();
        request = post(target, load.dialect(), load.script());
    }

    /**
     * Blocks until each answer has come whole or failed.
     *
     * @throws IOException if the server cannot be reached at all, or answers are missing after minutes
     */
    static Answers run(Target target, Load load) throws IOException {
        return new LoadClient(target, load).run();
    }

    private Answers run() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        double cpu = target.cpuSeconds();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < load.silent(); i++) {
                SocketChannel channel = SocketChannel.open();
                silent.add(channel);
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SILENT_BUFFER);
                channel.connect(server);
                channel.write(post(target, Dialect.STREAM, ENDLESS));
            }
            long start = System.nanoTime();
            askUntil = start + load.during().toNanos();
            int opened = 0;
            while (open > 0 || opened < load.connections()) {
                long now = System.nanoTime();
                int wanted = load.ramp().isZero() ? load.connections()
                        : (int) Math.min(load.connections(), 1 + (now - start) * load.connections() / load.ramp().toNanos());
                for (; opened < wanted; opened++) {
                    new Connection(selector).open();
                }
                selector.select(this::ready, TICK_MILLIS);
                if (now - Math.min(askUntil, start + load.ramp().toNanos()) > DEADLINE.toNanos()) {
                    throw new IOException(open + " answers have not come");
                }
            }
            answers.seconds = (System.nanoTime() - start) / 1e9;
            answers.cpuSeconds = target.cpuSeconds() - cpu;
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
        return answers;
    }

    private void ready(SelectionKey key) {
        ((Connection) key.attachment()).ready();
    }

    private ByteBuffer post(Target to, Dialect dialect, Script script) {
        String body = dialect.body(script);
        StringBuilder head = new StringBuilder("POST ").append(dialect.path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                .append("Authorization: Bearer ").append(to.key()).append("\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(body.length()).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return ByteBuffer.wrap((head + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private ByteBuffer events(String run) {
        return ByteBuffer.wrap(("GET /v1/runs/" + run + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + target.key()
                + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private final class Connection {
        private final Selector selector;
        private final AnswerReader reader = new AnswerReader(load.dialect());
        private SocketChannel channel;
        private long askedAt;
        private long tokenAt;
        private int known;
        private boolean events;

        Connection(Selector selector) {
            this.selector = selector;
        }

        void open() throws IOException {
            open++;
            connect();
            ask();
        }

        private void connect() throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void ask() {
            if (started >= load.atMost() || System.nanoTime() >= askUntil) {
                close();
                return;
            }
            started++;
            known = 0;
            events = false;
            askedAt = System.nanoTime();
            send(request.duplicate());
        }

        private void send(ByteBuffer bytes) {
            reader.reset();
            try {
                // A request is smaller than any socket's buffer.
                channel.write(bytes);
            } catch (IOException e) {
                failed("cannot be sent");
            }
        }

        void ready() {
            try {
                int read = channel.read(received.clear());
                if (read < 0) {
                    failed("cut off");
                    return;
                }
                received.flip();
                if (reader.read(received, this::arrived)) {
                    complete();
                }
            } catch (IOException e) {
                failed("connection lost");
            }
        }

        private void arrived(int tokens) {
            long now = System.nanoTime();
            if (known == 0) {
                answers.firstToken.add(now - askedAt);
            } else {
                answers.gaps.add(now - tokenAt);
            }
            known = tokens;
            tokenAt = now;
        }

        private void complete() throws IOException {
            if (reader.lastOfConnection()) {
                channel.close();
                connect();
            }
            String run = load.dialect() == Dialect.RUNS && !events ? reader.takeRunId() : null;
            if (run != null) {
                events = true;
                send(events(run));
                return;
            }
            String fault = reader.fault(load.script());
            if (fault == null) {
                answers.whole++;
                answers.tokens += reader.tokens();
                answers.latency.add(System.nanoTime() - askedAt);
            } else {
                answers.failed(fault);
            }
            ask();
        }

        private void failed(String why) {
            answers.failed(why);
            close();
        }

        private void close() {
            open--;
            try {
                channel.close();
            } catch (IOException e) {
                answers.failed("cannot be closed");
            }
        }
    }
}
