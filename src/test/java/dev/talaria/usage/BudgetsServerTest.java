package dev.talaria.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.MetricLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetsServerTest {
    @Test
    void refuseFurtherTurnsAtTheHardLimitUntilThePeriodEnds() throws Exception {
        TestClock clock = new TestClock();
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                TestServer server = TestServer.start(Map.of("talaria.model.base-url", upstream.baseUrl().toString(), "talaria.model.name",
                        "scripted", "talaria.budgets.key", "soft:10tokens/day,hard:22tokens/day"), clock)) {
            upstream.answerAlways(seen -> Script.chatStream("a"));
            TestClient client = server.client();

            assertEquals(200, client.post("/v1/chat/completions", Chats.streamed("1")).status());
            assertEquals(200, client.with("Idempotency-Key", "k").post("/v1/chat/completions", Chats.streamed("2")).status());
            TestClient.Answer refused = client.post("/v1/chat/completions", Chats.streamed("3"));

            assertEquals(429, refused.status());
            assertEquals("budget_exceeded", refused.error().getString("code"));
            assertTrue(refused.error().getString("message").contains("22 tokens a day"), refused.text());
            assertEquals("false", refused.header("x-should-retry").orElse(""));
            assertEquals(200, client.with("Idempotency-Key", "k").post("/v1/chat/completions", Chats.streamed("2")).status());
            MetricLines metrics = MetricLines.of(client);
            assertEquals(1, metrics.get("talaria_budgets_reached_total{level=\"hard\",subject=\"key\"}"));
            assertEquals(1, metrics.get("talaria_budgets_reached_total{level=\"soft\",subject=\"key\"}"));
            assertEquals(1, client.get("/api/audit?action=budget.warning").json().getJsonArray("data").size());

            clock.advance(Duration.ofDays(1));
            assertEquals(200, client.post("/v1/chat/completions", Chats.streamed("4")).status());
        }
    }

    @Test
    void countEachUserAlone() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                TestServer server = TestServer.over(upstream, Map.of("talaria.budgets.user", "hard:0.00001cost/month", "talaria.prices",
                        "scripted=1/1"))) {
            upstream.answerAlways(seen -> Script.chatStream("a"));
            TestClient ann = server.client().with("X-Hermes-User-Id", "ann");

            assertEquals(200, ann.post("/v1/chat/completions", Chats.streamed("1")).status());
            assertEquals(429, ann.post("/v1/chat/completions", Chats.streamed("2")).status());
            assertEquals(200, server.client().with("X-Hermes-User-Id", "bob").post("/v1/chat/completions", Chats.streamed("1")).status());
            assertEquals(200, server.client().post("/v1/chat/completions", Chats.streamed("1")).status());
        }
    }

    @Test
    void aKeyTellsWhenItWasLastUsed() {
        try (TestServer server = TestServer.start()) {
            var made = server.client().post("/api/keys", "{\"name\": \"app\"}").json();
            assertTrue(made.isNull("last_used_at"), made.toString());
            server.client(made.getString("key")).get("/v1/models");

            long used = server.client().get("/api/keys/" + made.getString("id")).json().getJsonNumber("last_used_at").longValue();
            assertTrue(used >= made.getJsonNumber("created_at").longValue());
        }
    }
}
