package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much at once, and how large. */
@Timeout(60)
class ChatLimitsServerTest {
    private static final String PATH = "/v1/chat/completions";

    private final ScriptedUpstream upstream = new ScriptedUpstream();

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreRunsThanThereArePlaces(boolean streamed) throws InterruptedException {
        try (TestServer server = server("100ms")) {
            Holding holding = new Holding(server);
            TestClient.Answer refused = server.client().post(PATH, streamed ? Chats.streamed("b") : Chats.body("b"));

            ChatErrorServerTest.assertError(429, "rate_limit_exceeded", null, refused);
            assertEquals("rate_limit_error", refused.error().getString("type"));
            assertEquals("Too many concurrent runs (max 1)", refused.error().getString("message"));
            assertTrue(Integer.parseInt(refused.header("Retry-After").orElseThrow()) > 0);
            assertTrue(refused.header("x-should-retry").isEmpty());
            holding.release();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreStreamsThanTheHeapHolds(boolean streamed) throws InterruptedException {
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.limits.open-streams", "1"))) {
            Holding holding = new Holding(server);
            TestClient.Answer refused = server.client().post(PATH, streamed ? Chats.streamed("b") : Chats.body("b"));

            ChatErrorServerTest.assertError(503, "overloaded", null, refused);
            assertEquals("1", refused.header("Retry-After").orElseThrow());
            assertEquals(200, server.client().get("/v1/models").status());
            JsonObject limits = server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                    .getJsonObject("limits");
            assertEquals("reached: talaria.limits.open-streams", limits.getString("message"));
            assertEquals(1, limits.getInt("stream_refusals"));
            holding.release();
            assertEquals("echo: b", server.client().chat("b").content());
        }
    }

    @Test
    void givesTheHeapOfBodiesAndAnswersBackWithTheirRuns() {
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.limits.body-bytes-in-flight", "24000000"))) {
            for (int i = 0; i < 20; i++) {
                assertEquals(200, server.client().with("X-Hermes-Session-Id", "s" + i).chat("x".repeat(500_000)).status());
            }

            assertEquals(0, server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                    .getJsonObject("limits").getInt("heap_bytes"));
        }
    }

    /** A tree of small values takes many times the bytes of its text. */
    @ParameterizedTest
    @ValueSource(strings = {"1,", "[],", "{},", "[1],", "{\"a\":1},", "\"a\","})
    void refusesABodyWhoseTreeHasNoRoom(String piece) {
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.limits.body-bytes-in-flight", "12000000"))) {
            String many = Chats.body("b").replaceFirst("\\{", "{\"x\":[" + piece.repeat(900_000 / piece.length()) + "1],");

            ChatErrorServerTest.assertError(413, "body_too_large", null, server.client().post(PATH, many));
            assertEquals("echo: b", server.client().chat("b").content());
        }
    }

    @Test
    void waitsForAPlace() throws Exception {
        try (TestServer server = server("30s")) {
            Holding holding = new Holding(server);
            CompletableFuture<TestClient.Answer> waiting = CompletableFuture.supplyAsync(() -> server.client().chat("b"));
            holding.release();

            assertEquals("echo: b", waiting.get(30, TimeUnit.SECONDS).content());
        }
    }

    /** Else one busy session would starve all others. */
    @Test
    void takesNoPlaceWhileItWaitsForItsSession() throws Exception {
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.runs.max-concurrent", "2", "talaria.runs.slot-wait", "0s"))) {
            Holding holding = new Holding(server);
            CompletableFuture<TestClient.Answer> waiting = CompletableFuture.supplyAsync(
                    () -> server.client().with("X-Hermes-Session-Id", "held").chat("b"));

            assertEquals("echo: c", server.client().with("X-Hermes-Session-Id", "free").chat("c").content());
            holding.release();
            assertEquals(200, waiting.get(30, TimeUnit.SECONDS).status());
        }
    }

    /** Whoever has read the end of one turn may begin the next. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hasGivenPlaceAndSessionBackWhenATurnsEndIsShown(boolean failing) {
        try (TestServer server = server("0s")) {
            TestClient client = server.client().with("X-Hermes-Session-Id", "s").with("X-Hermes-Multitask", "reject");
            for (int i = 0; i < 100; i++) {
                upstream.answer(failing ? Script.chatError(500, "boom", "x") : Script.chatText("ok"));

                assertEquals(failing ? 502 : 200, client.chat("a").status());
            }
        }
    }

    @Test
    void servesEverybodyInTheEndWhereAllPlacesAreTaken() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(60);
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.runs.max-concurrent", "4", "talaria.runs.slot-wait", "30s"))) {
            List<Future<TestClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                answers.add(threads.submit(() -> server.client().chat("hi")));
            }
            for (Future<TestClient.Answer> answer : answers) {
                assertEquals("echo: hi", answer.get(30, TimeUnit.SECONDS).content());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void countsRunningTurnsInItsHealth() throws InterruptedException {
        try (TestServer server = server("0s")) {
            Holding holding = new Holding(server);
            assertEquals(1, server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                    .getJsonObject("background_queues").getInt("active_api_runs"));
            holding.release();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsABodyUpToTheLimitAndNoFurther(boolean chunked) {
        try (TestServer server = TestServer.over(upstream, Map.of("talaria.limits.body-bytes", "100000"))) {
            assertEquals(200, server.client().send("POST", PATH, body(100_000, chunked)).status());
            ChatErrorServerTest.assertError(413, "body_too_large", null, server.client().send("POST", PATH, body(100_001, chunked)));
        }
    }

    private static BodyPublisher body(int size, boolean chunked) {
        int frame = Chats.body("").length();
        byte[] bytes = Chats.body("x".repeat(size - frame)).getBytes(StandardCharsets.UTF_8);
        return chunked ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)) : BodyPublishers.ofByteArray(bytes);
    }

    private TestServer server(String wait) {
        return TestServer.over(upstream, Map.of("talaria.runs.max-concurrent", "1", "talaria.runs.slot-wait", wait));
    }

    /** A stream that has begun and keeps its place until it is released. */
    private final class Holding {
        private final CountDownLatch latch = new CountDownLatch(1);
        private final SseRecorder stream;

        private Holding(TestServer server) throws InterruptedException {
            upstream.answer(Script.chatStreamHeld(latch, "held"));
            stream = server.client().with("X-Hermes-Session-Id", "held").stream(Chats.streamed("a"));
            upstream.awaitRequest();
        }

        private void release() {
            latch.countDown();
            stream.chatText();
            stream.close();
        }
    }
}
