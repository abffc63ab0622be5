package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.reply.AsyncEnd;
import dev.talaria.api.http.reply.EventRenderer;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.metric.Meters;
import dev.talaria.run.Run;
import dev.talaria.observe.AccessLog;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.testing.Scopes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever fails, and whenever, an exchange is ended and says so. */
class ExchangeEndsServerTest {
    private static final Run RUN = Scopes.run();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final KeepAlive keepAlive = new KeepAlive(Duration.ofHours(1), Duration.ofHours(1), timer, timer);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @AfterEach
    void stop() throws Exception {
        server.stop();
        timer.shutdownNow();
    }

    /** A response to which the container takes no listener, as one does whose client has gone. */
    private static final class Unwilling extends HttpServletResponseWrapper {
        private Unwilling(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream out = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return out.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new IllegalStateException("no listener is taken");
                }

                @Override
                public void write(int octet) throws IOException {
                    out.write(octet);
                }
            };
        }
    }

    /** Tells when the container has ended the exchange. */
    private final class Watched extends HttpServletRequestWrapper {
        private Watched(HttpServletRequest request) {
            super(request);
        }

        @Override
        public AsyncContext startAsync() {
            AsyncContext context = super.startAsync();
            context.addListener(new AsyncEnd(() -> ended.complete(null)));
            return context;
        }
    }

    private record Silent() implements EventRenderer {
        @Override
        public List<SseFrame> open() {
            return List.of();
        }

        @Override
        public List<SseFrame> render(Numbered numbered) {
            return List.of();
        }

        @Override
        public List<SseFrame> broken(Problem why, Instant at) {
            return List.of();
        }
    }

    private void serve(Route.Action action, boolean unwilling) throws Exception {
        Route route = Route.get("test", "/test", action);
        var limits = new TalariaConfig.Limits(0, Duration.ZERO, 1_000, 1_000_000, 1_000, Duration.ofSeconds(10), Duration.ofHours(1));
        BodyReader bodies = new BodyReader(limits, new HeapBudget(1_000_000), keepAlive, timer, timer);
        var services = new ExchangeServices(null, bodies, keepAlive, timer, new StreamLimit(1_000), new MemoryNotices(), null);
        Filter gate = (request, response, chain) -> {
            RequestLogEntry log = new RequestLogEntry(new AccessLog(timer), new RequestMeters(Meters.NONE), "req-1",
                    (HttpServletResponse) response);
            new Admitted("req-1", null, null, RequestHeaders.NONE, new Router.Found(route, Map.of()), log, services).attachTo(request);
            chain.doFilter(new Watched((HttpServletRequest) request), unwilling ? new Unwilling((HttpServletResponse) response) : response);
        };
        ServletContextHandler context = new ServletContextHandler("/");
        FilterHolder filter = new FilterHolder(gate);
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder("test", new GroupServlet());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    private HttpResponse<String> get() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/test");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Stream<Route.Action> replies() {
        return Stream.of(
                exchange -> exchange.reply(CompletableFuture.completedStage(Reply.noContent())),
                exchange -> exchange.reply(RUN, CompletableFuture.completedStage(Reply.noContent())),
                exchange -> exchange.follow(RUN, new Silent(), -1),
                exchange -> exchange.replyInLines(Optional::empty, Runnable::run));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void whatFailsBeforeAReplyHasItsChannelEndsWithAnError(Route.Action action) throws Exception {
        serve(action, true);

        HttpResponse<String> answer = get();

        assertEquals(500, answer.statusCode());
        assertTrue(answer.body().contains("\"internal_error\""), answer::body);
        awaitEnd();
    }

    @Test
    void whatFailsBeforeThereIsAChannelEndsWithAnError() throws Exception {
        serve(exchange -> exchange.follow(null, new Silent(), -1), false);

        assertEquals(500, get().statusCode());
        awaitEnd();
    }

    @Test
    void aRunThatNobodyReadsAnyMoreIsCancelled() throws Exception {
        Run run = Scopes.run();
        serve(exchange -> exchange.stream(run, new Silent(), Disconnect.CANCEL), true);

        CountDownLatch cancelled = new CountDownLatch(1);
        run.cancellation().onCancel(cancelled::countDown);

        assertEquals(500, get().statusCode());
        assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        assertEquals(Cancellation.Reason.CLIENT_LEFT, run.cancellation().reason());
    }

    @Test
    void linesThatCannotBeReadToTheirEndSaySoInTheLast() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        serve(exchange -> exchange.replyInLines(() -> {
            if (pieces.getAndIncrement() > 0) {
                throw new NoClassDefFoundError("too many open files");
            }
            return Optional.of("{}\n");
        }, timer), false);

        assertHalf(get());
    }

    @Test
    void linesForWhichThereIsNoThreadAnyMoreSaySoInTheLast() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        serve(exchange -> exchange.replyInLines(() -> Optional.of("{}\n"), work -> {
            if (pieces.getAndIncrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            timer.execute(work);
        }), false);

        assertHalf(get());
    }

    /** The reply is forgotten beside the container's own end of the exchange. */
    private void awaitEnd() throws Exception {
        ended.get(20, TimeUnit.SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (keepAlive.open() > 0) {
            assertTrue(System.nanoTime() < end, "the reply is still looked after");
            Thread.onSpinWait();
        }
    }

    private static void assertHalf(HttpResponse<String> answer) {
        List<String> lines = answer.body().lines().toList();
        assertEquals(2, lines.size(), answer::body);
        assertEquals("{}", lines.get(0));
        assertTrue(lines.get(1).contains("\"internal_error\""), answer::body);
    }
}
