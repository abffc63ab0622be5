package dev.talaria.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on a bare socket that plays scripts: each request takes the next one, and where none is left the usual one,
 * which at first is {@link Script#echo()}. It remembers what it was asked.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(ScriptedUpstream::daemon);
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<SeenRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore closed = new Semaphore(0);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Function<SeenRequest, Script> usual = request -> Script.echo();

    public ScriptedUpstream() {
        try {
            server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(this::accept);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-upstream");
        thread.setDaemon(true);
        return thread;
    }

    /** What {@code talaria.model.base-url} is set to. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    /** Appends scripts, a request each. */
    public ScriptedUpstream answer(Script... next) {
        scripts.addAll(List.of(next));
        return this;
    }

    /** Replaces what is answered where no script is left. */
    public ScriptedUpstream answerAlways(Function<SeenRequest, Script> each) {
        usual = each;
        return this;
    }

    /** All requests so far, oldest first. */
    public List<SeenRequest> requests() {
        return List.copyOf(requests);
    }

    public SeenRequest lastRequest() {
        List<SeenRequest> seen = requests();
        return seen.get(seen.size() - 1);
    }

    /** How many connections were ever opened. */
    public int connections() {
        return connections.get();
    }

    /** Waits for one more request than was waited for before. */
    public void awaitRequest() throws InterruptedException {
        if (!arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no request came");
        }
    }

    /** Waits for one more connection closed, by whichever side, than was waited for before. */
    public void awaitConnectionClosed() throws InterruptedException {
        if (!closed.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection was closed");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                threads.execute(() -> serve(socket, number));
            }
        } catch (IOException e) {
            threads.shutdown();
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean again = true;
            while (again) {
                SeenRequest request = read(in, number);
                Script script = scripts.poll();
                requests.add(request);
                arrived.release();
                UpstreamReply reply = new UpstreamReply(socket, request);
                (script == null ? usual.apply(request) : script).play(reply);
                again = reply.keepAlive();
            }
        } catch (IOException e) {
            // The client has left, or a test has closed this server: both are what scripts are for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
            closed.release();
        }
    }

    private static SeenRequest read(InputStream in, int connection) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new SeenRequest(first[0], first[1], headers, new String(body, StandardCharsets.UTF_8), connection);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
