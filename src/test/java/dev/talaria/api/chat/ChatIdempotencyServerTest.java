package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same request twice. */
@Timeout(60)
class ChatIdempotencyServerTest {
    private static final String REPLAYED = "Idempotency-Replayed";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of());
    private final TestClient client = server.client().with("Idempotency-Key", "once").with("X-Hermes-Session-Id", "s");

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void answersTheSameTwiceAndThinksOnce() {
        TestClient.Answer first = client.chat("hi");
        TestClient.Answer again = client.chat("hi");

        assertEquals(first.text(), again.text());
        assertTrue(first.header(REPLAYED).isEmpty());
        assertEquals("true", again.header(REPLAYED).orElseThrow());
        assertEquals(first.header("X-Hermes-Run-Id"), again.header("X-Hermes-Run-Id"));
        assertEquals(1, upstream.requests().size());
        try (Transcripts stored = server.transcripts()) {
            assertEquals(2, stored.everything("s").size());
        }
    }

    @Test
    void sharesAStreamInFlight() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "slowly", " said"));
        try (SseRecorder first = client.stream(Chats.streamed("hi")); SseRecorder second = client.stream(Chats.streamed("hi"))) {
            latch.countDown();

            List<SseRecorder.Frame> frames = first.rest();
            assertEquals(frames, second.rest());
            assertEquals("true", second.header(REPLAYED).orElseThrow());
        }
        assertEquals(1, upstream.requests().size());
    }

    @Test
    void sharesAWholeReplyInFlight() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(reply -> {
            reply.hold(latch);
            Script.chatText("said").play(reply);
        });
        CompletableFuture<TestClient.Answer> first = CompletableFuture.supplyAsync(() -> client.chat("hi"));
        upstream.awaitRequest();
        CompletableFuture<TestClient.Answer> second = CompletableFuture.supplyAsync(() -> client.chat("hi"));
        latch.countDown();

        assertEquals(first.get(30, TimeUnit.SECONDS).text(), second.get(30, TimeUnit.SECONDS).text());
        assertEquals(1, upstream.requests().size());
    }

    @Test
    void refusesTheKeyForAnotherBody() {
        client.chat("hi");

        ChatErrorServerTest.assertError(409, "idempotency_key_conflict", null, client.chat("ho"));
        assertEquals(1, upstream.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Id,other", "X-Hermes-Session-Key,other", "Idempotency-Key,other"})
    void keepsAnotherScopesRequestsApart(String header, String value) {
        TestClient.Answer first = client.chat("hi");

        TestClient.Answer other = client.with(header, value).chat("hi");

        assertTrue(other.header(REPLAYED).isEmpty());
        assertNotEquals(first.json().getString("id"), other.json().getString("id"));
    }

    @Test
    void triesAgainAfterAFailure() {
        upstream.answer(Script.chatError(500, "boom", "x"));
        assertEquals(502, client.chat("hi").status());

        assertEquals("echo: hi", client.chat("hi").content());
    }

    @Test
    void replaysAWholeReplyForAnUnnamedSession() {
        TestClient unnamed = server.client().with("Idempotency-Key", "k");

        assertEquals(unnamed.chat("hi").text(), unnamed.chat("hi").text());
    }
}
