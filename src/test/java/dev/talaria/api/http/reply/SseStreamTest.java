package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.testing.Scopes;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SseStreamTest {
    private static final RunEnded COMPLETED = new RunCompleted(Message.assistant(""), List.of(), FinishReason.STOP, null, Usage.NONE);
    private static final RunEnded FAILED = new RunFailed(Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "late"), Message.assistant(""), Usage.NONE);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(100);

    /** More than the system takes for a client that does not read. */
    private static final String MUCH = "x".repeat(20_000_000);

    private StreamServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void streamsARunToItsEnd() throws Exception {
        server = new StreamServer(NEVER);
        Socket client = server.connect();
        say(server.run(), "a", "b");

        String text = StreamServer.all(client);

        assertTrue(text.startsWith("HTTP/1.1 200 OK"), text);
        assertTrue(text.contains("text/event-stream;charset=utf-8") && text.contains("X-Echo: yes")
                && text.contains("Cache-Control: no-cache, no-transform"), text);
        assertTrue(text.contains("data: open\n\ndata: a\n\ndata: b\n\ndata: [DONE]\n\n"), text);
        server.awaitNoneOpen();
    }

    @Test
    void whatWasSaidBeforeTheCommitFollowsTheOpening() throws Exception {
        server = new StreamServer(NEVER);
        Socket client = server.connect();
        Run run = server.run();
        run.append(new AgentEvent.RunQueued());
        say(run, "a");

        String text = StreamServer.all(client);

        assertTrue(text.contains("text/event-stream"), text);
        assertTrue(text.contains("data: open\n\ndata: queued\n\ndata: a\n\ndata: [DONE]\n\n"), text);
    }

    @Test
    void aFailureBeforeTheCommitIsAnHttpError() throws Exception {
        server = new StreamServer(NEVER);
        Socket client = server.connect();
        Run run = server.run();
        run.append(new AgentEvent.RunQueued());
        run.append(FAILED);

        String text = StreamServer.all(client);

        assertTrue(text.startsWith("HTTP/1.1 504"), text);
        assertTrue(text.contains("application/json") && text.contains("X-Echo: yes"), text);
        assertTrue(text.endsWith("\"code\":\"upstream_timeout\"}}"), text);
        assertFalse(text.contains("data:"), text);
    }

    @Test
    void aFailureAfterTheCommitIsAnEvent() throws Exception {
        server = new StreamServer(NEVER);
        Socket client = server.connect();
        Run run = server.run();
        run.append(new TextDelta("a", null));
        run.append(FAILED);

        String text = StreamServer.all(client);

        assertTrue(text.startsWith("HTTP/1.1 200"), text);
        assertTrue(text.contains("data: a\n\nevent: error\ndata: upstream_timeout\n\n"), text);
    }

    @Test
    void silenceCommitsTheStreamAndKeepsItOpen() throws Exception {
        server = new StreamServer(SOON);
        Socket client = server.connect();
        Run run = server.run();

        StreamServer.await(client, "data: open\n\n");
        StreamServer.await(client, ": keepalive\n\n");
        StreamServer.await(client, ": keepalive\n\n");
        run.append(FAILED);

        assertTrue(StreamServer.all(client).contains("event: error"));
    }

    @Test
    void aClientThatLeftCancelsItsRun() throws Exception {
        server = new StreamServer(SOON);
        Socket client = server.connect();
        Run run = server.run();
        CountDownLatch cancelled = new CountDownLatch(1);
        run.cancellation().onCancel(cancelled::countDown);
        StreamServer.await(client, "data: open");

        drop(client);

        assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        assertEquals(Reason.CLIENT_LEFT, run.cancellation().reason());
    }

    @Test
    void aSlowReaderDisturbsNobody() throws Exception {
        server = new StreamServer(NEVER);
        Socket slow = server.connect();
        Run slowRun = server.run();
        String much = "x".repeat(10_000);
        for (int i = 0; i < 2_000; i++) {
            slowRun.append(new TextDelta(much, null));
        }
        Socket quick = server.connect();
        say(server.run(), "a");

        assertTrue(StreamServer.all(quick).contains("data: a\n\ndata: [DONE]\n\n"));
        slowRun.append(COMPLETED);
        String text = StreamServer.all(slow);
        assertEquals(2_000, text.split("data: x", -1).length - 1);
        assertTrue(text.contains("data: [DONE]"));
    }

    @Test
    @Timeout(60)
    void aReaderThatRendersSlowlyHoldsUpNeitherTheWriterNorOtherReaders() throws Exception {
        Run shared = Scopes.run();
        server = new StreamServer(NEVER, NEVER, () -> shared);
        try (Socket slow = server.joinSlowly(); Socket other = server.join(-1)) {
            server.run();
            server.run();

            say(shared, "a", "b");
            shared.append(COMPLETED);

            String text = StreamServer.all(other);
            assertTrue(text.contains("data: a\n\ndata: b\n\ndata: [DONE]\n\n"), text);
            server.letSlowOnesGo();
            String late = StreamServer.all(slow);
            assertTrue(late.contains("data: a\n\ndata: b\n\ndata: [DONE]\n\n"), late);
        }
    }

    @Test
    void aClientThatTakesNothingIsGivenUp() throws Exception {
        server = new StreamServer(NEVER, SOON);
        Socket stuck = server.connect();
        Run run = server.run();
        CountDownLatch cancelled = new CountDownLatch(1);
        run.cancellation().onCancel(cancelled::countDown);

        run.append(new TextDelta(MUCH, null));

        assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        assertEquals(Reason.CLIENT_LEFT, run.cancellation().reason());
        assertCut(stuck);
    }

    @Test
    void aClientThatDoesNotTakeTheEndIsGivenUp() throws Exception {
        server = new StreamServer(NEVER, SOON);
        Socket stuck = server.connect();

        say(server.run(), MUCH);

        assertCut(stuck);
    }

    /** The exchange has ended. Its connection is Jetty's, which may leave one open on which a write was pending then. */
    private void assertCut(Socket client) throws IOException {
        server.awaitNoneOpen();
        assertFalse(StreamServer.arrived(client).contains("data: [DONE]"));
    }

    @Test
    void wavesOfDroppedStreamsLeaveTheNextOnesWhole() throws Exception {
        server = new StreamServer(SOON);
        for (int wave = 0; wave < 3; wave++) {
            dropped(100);

            List<Socket> clients = clients(100);
            List<Run> runs = runs(100);
            runs.forEach(run -> say(run, "one", "two", "three"));

            for (Socket client : clients) {
                String text = StreamServer.all(client).replace(": keepalive\n\n", "");
                assertTrue(text.contains("data: open\n\ndata: one\n\ndata: two\n\ndata: three\n\ndata: [DONE]\n\n"), text);
            }
        }
    }

    private void dropped(int count) throws Exception {
        List<Socket> clients = clients(count);
        List<Run> runs = runs(count);
        runs.forEach(run -> run.append(new TextDelta("half", null)));
        for (Socket client : clients) {
            drop(client);
        }
        CountDownLatch noticed = new CountDownLatch(count);
        runs.forEach(run -> run.cancellation().onCancel(noticed::countDown));
        runs.forEach(run -> run.append(new TextDelta("more", null)));
        assertTrue(noticed.await(25, TimeUnit.SECONDS), () -> noticed.getCount() + " drops were not noticed");
    }

    private List<Socket> clients(int count) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(server.connect());
        }
        return clients;
    }

    private List<Run> runs(int count) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(server.run());
        }
        return runs;
    }

    /** By a reset, as a client does that is killed. */
    private static void drop(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void say(Run run, String... texts) {
        for (String text : texts) {
            run.append(new TextDelta(text, null));
        }
        run.append(COMPLETED);
    }
}
