package dev.talaria.api.http.reply;

import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.testing.Scopes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** One servlet on embedded Jetty that streams a fresh run to each client; the test carries the run out. */
final class StreamServer implements AutoCloseable {
    /** Texts as they are, tool starts as events, the end as {@code [DONE]} or the failure's code. */
    static final class PlainRenderer implements EventRenderer {
        @Override
        public List<SseFrame> open() {
            return List.of(SseFrame.data("open"));
        }

        @Override
        public List<SseFrame> render(Numbered numbered) {
            AgentEvent event = numbered.event();
            if (event instanceof AgentEvent.ModelCalled) {
                throw new IllegalStateException("no words for it");
            }
            if (event instanceof TextDelta text) {
                return List.of(SseFrame.data(text.text()));
            }
            if (event instanceof RunEnded end) {
                return List.of(end.failure().map(problem -> SseFrame.event("error", problem.code().code())).orElse(SseFrame.DONE));
            }
            return event instanceof AgentEvent.RunQueued ? List.of(SseFrame.data("queued")) : List.of();
        }

        @Override
        public List<SseFrame> broken(Problem why, Instant at) {
            return List.of(SseFrame.event("broken", why.code().code()));
        }
    }

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String SLOW = "/slow";
    /** How long nothing more comes of what a server has sent. */
    private static final int SILENCE_MILLIS = 2_000;

    private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1);
    private final KeepAlive keepAlive;
    private final ExecutorService writers = Executors.newFixedThreadPool(2);
    private final CountDownLatch slowOnes = new CountDownLatch(1);
    private final Supplier<Run> made;
    private final Server jetty = new Server();

    StreamServer(Duration silence) throws Exception {
        this(silence, Duration.ofHours(1));
    }

    StreamServer(Duration silence, Duration stall) throws Exception {
        this(silence, stall, Scopes::run);
    }

    /** @param made the runs, one for each client */
    StreamServer(Duration silence, Duration stall, Supplier<Run> made) throws Exception {
        this.made = made;
        keepAlive = new KeepAlive(silence, stall, timer, writers);
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(500);
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(new StreamingServlet());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        jetty.setHandler(context);
        jetty.start();
    }

    /** Renders nothing before it is let. */
    private final class SlowRenderer implements EventRenderer {
        private final EventRenderer plain = new PlainRenderer();

        @Override
        public List<SseFrame> open() {
            return plain.open();
        }

        @Override
        public List<SseFrame> render(Numbered numbered) {
            try {
                slowOnes.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return plain.render(numbered);
        }

        @Override
        public List<SseFrame> broken(Problem why, Instant at) {
            return plain.broken(why, at);
        }
    }

    private final class StreamingServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Run run = made.get();
            ResponseChannel channel = ResponseChannel.open(AsyncExchange.begin(request, response, () -> () -> { }), keepAlive, timer);
            if (request.getQueryString() == null) {
                new SseStream(run, new PlainRenderer(), Disconnect.CANCEL, () -> Map.of("X-Echo", "yes"), channel).start();
            } else {
                long after = Long.parseLong(request.getQueryString());
                EventRenderer renderer = request.getRequestURI().equals(SLOW) ? new SlowRenderer() : new PlainRenderer();
                SseStream.joining(run, renderer, after, Map::of, channel).start();
            }
            runs.add(run);
        }
    }

    /** The run of the client that came next. */
    Run run() throws InterruptedException {
        Run run = runs.poll(20, TimeUnit.SECONDS);
        if (run == null) {
            throw new AssertionError("no client came");
        }
        return run;
    }

    /** Waits until the container has ended every exchange. */
    void awaitNoneOpen() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (keepAlive.open() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(keepAlive.open() + " replies are still under way");
            }
            Thread.onSpinWait();
        }
    }

    /** A raw connection whose request has been sent; what comes back is read as it is on the wire. */
    Socket connect() throws IOException {
        return connect("/");
    }

    /** As {@link #connect()}, for a reader who joins after this event. */
    Socket join(long after) throws IOException {
        return connect("/?" + after);
    }

    /** As {@link #join}, for a reader of all events whose renderer waits until {@link #letSlowOnesGo}. */
    Socket joinSlowly() throws IOException {
        return connect(SLOW + "?-1");
    }

    void letSlowOnesGo() {
        slowOnes.countDown();
    }

    private Socket connect(String target) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Everything up to the end of the connection, chunk sizes left out. */
    static String all(Socket socket) throws IOException {
        String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.contains("chunked") ? text.replaceAll("\r\n[0-9A-Fa-f]+\r\n(?!$)", "\r\n").replace("\r\n", "\n") : text;
    }

    /** What the server has sent, whether or not it has closed the connection. */
    static String arrived(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[64 * 1024];
        try {
            for (int count = socket.getInputStream().read(piece); count >= 0; count = socket.getInputStream().read(piece)) {
                bytes.write(piece, 0, count);
            }
        } catch (SocketTimeoutException e) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads until this has come. */
    static void await(Socket socket, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("the stream ended after " + seen);
            }
            seen.append((char) next);
        }
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            letSlowOnesGo();
            writers.shutdownNow();
            timer.shutdownNow();
        }
    }
}
