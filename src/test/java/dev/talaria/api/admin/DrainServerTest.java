package dev.talaria.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainServerTest {
    private static final String DRAIN = "/api/admin/drain";

    @Test
    void refusesNewRequestsButNotTheQuestionWhetherItIsReady() {
        try (TestServer server = TestServer.start()) {
            assertEquals(200, server.client().post(DRAIN, "").status());

            TestClient.Answer refused = server.client().chat("say:no");
            assertEquals(503, refused.status());
            assertEquals("draining", refused.error().getString("code"));
            assertTrue(refused.header("Retry-After").isPresent());
            assertEquals(503, server.client(null).get("/health/ready").status());
            assertEquals(200, server.client(null).get("/health/live").status());
        }
    }

    @Test
    void letsARunEndThatIsQuickEnough() {
        try (TestServer server = TestServer.start(); SseRecorder stream = server.client().stream(Chats.streamed("tokens:20 && slow:20"))) {
            stream.next();

            TestClient.Answer reply = server.client().post(DRAIN, "");

            assertTrue(reply.json().getBoolean("draining"));
            assertTrue(stream.chatText().endsWith("w19"));
        }
    }

    @Test
    void cancelsARunAfterItsGrace() {
        try (TestServer server = TestServer.start(Map.of("talaria.drain.grace", "50ms"));
                SseRecorder stream = server.client().stream(Chats.streamed("tokens:10000 && slow:50"))) {
            stream.next();

            server.client().post(DRAIN, "");

            String end = stream.rest().toString();
            assertTrue(end.contains("\"error\"") && end.contains("[DONE]"), end);
        }
    }

    @Test
    void needsAKey() {
        try (TestServer server = TestServer.start()) {
            assertEquals(401, server.client(null).post(DRAIN, "").status());
        }
    }

    @Test
    void isNotThereForEverybody() {
        try (TestServer server = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            assertEquals(404, server.client(null).post(DRAIN, "").status());
        }
    }

    @Test
    void canBeTakenBack() {
        try (TestServer server = TestServer.start(Map.of("talaria.drain.grace", "1h"));
                SseRecorder stream = server.client().stream(Chats.streamed("tokens:10 && slow:20"))) {
            stream.next();
            server.client().post(DRAIN, "");
            assertTrue(server.client().get(DRAIN).json().getBoolean("draining"));

            TestClient.Answer undone = server.client().send("DELETE", DRAIN, BodyPublishers.noBody());

            assertEquals(200, undone.status(), undone.text());
            assertFalse(undone.json().getBoolean("draining"));
            assertEquals(200, server.client(null).get("/health/ready").status());
            assertEquals("again", server.client().chat("say:again").content());
            assertTrue(stream.chatText().endsWith("w9"));
        }
    }

    @Test
    void doesNotCancelAfterItWasTakenBack() {
        try (TestServer server = TestServer.start(Map.of("talaria.drain.grace", "1s"));
                SseRecorder stream = server.client().stream(Chats.streamed("tokens:60 && slow:50"))) {
            stream.next();
            server.client().post(DRAIN, "");
            server.client().send("DELETE", DRAIN, BodyPublishers.noBody());

            assertTrue(stream.chatText().endsWith("w59"), "it goes on for three seconds, long after the grace time");
        }
    }

    @Test
    void tellsHowItIsWhileItIsDrained() {
        try (TestServer server = TestServer.start()) {
            server.client().post(DRAIN, "");

            TestClient.Answer health = server.client().get("/health/detailed");

            assertEquals(200, health.status(), health.text());
            JsonObject requests = health.json().getJsonObject("readiness").getJsonObject("checks").getJsonObject("requests");
            assertEquals("degraded", requests.getString("status"));
            assertEquals(0, server.client().get(DRAIN).json().getInt("active_runs"));
            assertEquals(401, server.client(null).get("/health/detailed").status());
        }
    }
}
