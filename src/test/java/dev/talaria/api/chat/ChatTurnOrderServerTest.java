package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.session.Node;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several requests for one named session at a time. */
@Timeout(60)
class ChatTurnOrderServerTest {
    private static final int CLIENTS = 20;

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of("talaria.sse.keepalive", "50ms"));
    private final TestClient client = server.client().with("X-Hermes-Session-Id", "talk");
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() throws IOException {
        threads.shutdownNow();
        server.close();
        upstream.close();
    }

    @Test
    void losesAndDoublesNothingOfParallelTurns() throws Exception {
        List<Future<TestClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String text = "message " + i;
            answers.add(threads.submit(() -> client.chat(text)));
        }
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < CLIENTS; i++) {
            assertEquals("echo: message " + i, answers.get(i).get(30, TimeUnit.SECONDS).content());
            expected.add("message " + i);
        }

        try (Transcripts stored = server.transcripts()) {
            List<Node> branch = stored.of("talk").branch();
            assertEquals(2 * CLIENTS, branch.size());
            assertEquals(2 * CLIENTS, stored.of("talk").nodes().size());
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < branch.size(); i += 2) {
                String asked = branch.get(i).message().text();
                seen.add(asked);
                assertEquals("echo: " + asked, branch.get(i + 1).message().text());
            }
            assertEquals(expected, seen);
        }
    }

    @Test
    void refusesASecondTurnOnDemand() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (SseRecorder first = begin(latch)) {
            TestClient.Answer second = client.with("X-Hermes-Multitask", "reject").chat("b");
            latch.countDown();

            ChatErrorServerTest.assertError(409, "session_busy", null, second);
            assertEquals("false", second.header("x-should-retry").orElseThrow());
            assertEquals("slowly said", first.chatText());
        }
        assertEquals(200, client.with("X-Hermes-Multitask", "reject").chat("b").status());
    }

    @Test
    void interruptsTheRunningTurnOnDemand() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (SseRecorder first = begin(never)) {
            TestClient.Answer second = client.with("X-Hermes-Multitask", "interrupt").chat("b");
            List<SseRecorder.Frame> frames = first.rest();

            assertEquals("echo: b", second.content());
            assertEquals("[DONE]", frames.get(frames.size() - 1).data());
            assertEquals("run_interrupted", frames.get(frames.size() - 2).json().getJsonObject("error").getString("code"));
        }
        upstream.awaitConnectionClosed();
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: a", "assistant (partial): slowly", "user: b", "assistant: echo: b"), stored.conversation("talk"));
        }
    }

    @Test
    void keepsOtherSessionsGoing() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (SseRecorder first = begin(latch)) {
            assertEquals("echo: b", server.client().with("X-Hermes-Session-Id", "other").chat("b").content());
            assertEquals("echo: c", server.client().chat("c").content());
            latch.countDown();
            assertEquals("slowly said", first.chatText());
        }
    }

    /** A waiter's stream is open before its turn begins, so that its client knows that it waits. */
    @Test
    void answersInOrderOfArrival() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (SseRecorder first = begin(latch);
             SseRecorder second = client.stream(Chats.streamed("b"));
             SseRecorder third = client.stream(Chats.streamed("c"))) {
            latch.countDown();

            assertEquals("slowly said", first.chatText());
            assertEquals("echo: b", second.chatText());
            assertEquals("echo: c", third.chatText());
        }
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: a", "assistant: slowly said", "user: b", "assistant: echo: b", "user: c", "assistant: echo: c"),
                    stored.conversation("talk"));
        }
    }

    private SseRecorder begin(CountDownLatch latch) throws InterruptedException {
        upstream.answer(Script.chatStreamHeld(latch, "slowly", " said"));
        SseRecorder stream = client.stream(Chats.streamed("a"));
        upstream.awaitRequest();
        return stream;
    }
}
