package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that wait, where few may. */
class RunQueueServerTest {
    @Test
    void refusesMoreThanMayWait() {
        try (TestServer server = TestServer.start(Map.of("talaria.runs.max-queued", "1"))) {
            TestClient session = server.client().with("X-Hermes-Session-Id", "busy");
            String first = Runs.start(session, "tokens:500 && slow:50");
            String second = Runs.start(session, "say:second");

            TestClient.Answer third = session.post("/v1/runs", Runs.body("say:third"));

            assertEquals(429, third.status(), third.text());
            assertEquals("rate_limit_exceeded", third.error().getString("code"));
            assertTrue(third.header("Retry-After").isPresent());
            server.client().post("/v1/runs/" + first + "/stop", "");
            assertEquals("completed", Runs.end(server.client(), second).getString("status"));
            assertEquals("completed", Runs.end(server.client(), Runs.start(session, "say:third")).getString("status"));
        }
    }

    @Test
    void waitsForASlotLongerThanAChatDoes() {
        try (TestServer server = TestServer.start(Map.of("talaria.runs.max-concurrent", "1", "talaria.runs.slot-wait", "0s"))) {
            String first = Runs.start(server.client(), "tokens:500 && slow:50");
            String second = Runs.start(server.client(), "say:second");

            assertEquals(429, server.client().chat("say:chat").status());
            assertEquals("queued", server.client().get("/v1/runs/" + second).json().getString("status"));
            server.client().post("/v1/runs/" + first + "/stop", "");
            assertEquals("completed", Runs.end(server.client(), second).getString("status"));
        }
    }
}
