package dev.talaria.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.MetricLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A day of several tenants with failures, repeats, readers that leave and administrators at work; then the books are compared with it. */
class DayOfTrafficServerTest {
    private static final String TURNS = "gen_ai_invoke_agent_duration_seconds_count";
    private static final String CALLS = "gen_ai_client_operation_duration_seconds_count";
    private static final String TOKENS = "gen_ai_client_token_usage_sum";

    private ScriptedUpstream upstream;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of("talaria.prices", "scripted=2.50/10", "talaria.prices.currency", "EUR"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        upstream.close();
    }

    private TestClient key(String tenant, String name, String rights) {
        JsonObject made = server.client().post("/api/keys", "{\"name\": \"" + name + "\", \"tenant\": \"" + tenant + "\", \"rights\": \""
                + rights + "\"}").json();
        return server.client(made.getString("key"));
    }

    @Test
    void theBooksAgreeWithTheScript() throws Exception {
        TestClient acme = key("acme", "app", "none");
        TestClient acmeAdmin = key("acme", "boss", "tenant-admin");
        TestClient other = key("other", "app", "none");
        // Each answer has 10 tokens of prompt, and as many as it has pieces.
        upstream.answer(Script.chatStream("a", "b"), Script.chatStream("a"), Script.chatError(500, "broken", "boom"),
                Script.chatStream("a", "b", "c"));
        acme.with("X-Hermes-User-Id", "ann").stream(Chats.streamed("one")).rest();
        TestClient repeated = acme.with("X-Hermes-User-Id", "ann").with("Idempotency-Key", "k1").with("X-Hermes-Session-Id", "s1");
        repeated.stream(Chats.streamed("two")).rest();
        repeated.stream(Chats.streamed("two")).rest();
        assertEquals(502, acme.with("X-Hermes-User-Id", "bob").post("/v1/chat/completions", Chats.streamed("three")).status());
        other.stream(Chats.streamed("four")).rest();
        // A run is read twice, and started once though it is asked for twice.
        upstream.answer(Script.chatStream("a", "b", "c", "d"));
        TestClient runs = other.with("Idempotency-Key", "r1");
        String run = runs.post("/v1/runs", "{\"input\": \"five\"}").json().getString("run_id");
        other.follow("/v1/runs/" + run + "/events").rest();
        other.follow("/v1/runs/" + run + "/events").rest();
        assertEquals(run, runs.post("/v1/runs", "{\"input\": \"five\"}").json().getString("run_id"));
        // A reader leaves a run that goes on.
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "a", "b"));
        try (SseRecorder left = acme.with("X-Hermes-Disconnect", "detach").stream(Chats.streamed("six"))) {
            left.next();
        }
        latch.countDown();
        // What is refused before a turn begins is no turn.
        assertEquals(400, acme.post("/v1/chat/completions", "{}").status());
        assertEquals(401, server.client("no-such-key").post("/v1/chat/completions", Chats.body("x")).status());
        assertEquals(200, acmeAdmin.get("/api/scopes").status());
        assertEquals(403, acme.get("/api/audit").status());
        assertEquals(200, repeated.send("DELETE", "/api/sessions/s1", java.net.http.HttpRequest.BodyPublishers.noBody()).status());

        MetricLines metrics = MetricLines.of(server.client());
        metrics.await(TURNS + "{error_type=\"\",gen_ai_agent_name=\"talaria\",outcome=\"completed\",source=\"chat\"}", 4);
        assertEquals(1, metrics.get(TURNS + "{error_type=\"upstream_error\",gen_ai_agent_name=\"talaria\",outcome=\"failed\","
                + "source=\"chat\"}"));
        assertEquals(6, metrics.sum(TURNS));
        assertEquals(6, metrics.sum(CALLS));
        assertEquals(50, metrics.sum(TOKENS + "{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
                + "gen_ai_request_model=\"scripted\",gen_ai_token_type=\"input\""));
        assertEquals(12, metrics.sum(TOKENS + "{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
                + "gen_ai_request_model=\"scripted\",gen_ai_token_type=\"output\""));
        assertEquals(1, metrics.get("talaria_keys_failed_total"));

        assertEquals(List.of("acme ann 2 0 20 3 0.00008", "acme bob 1 1 0 0 0", "acme  1 0 10 2 0.000045").stream().sorted().toList(),
                usage(acmeAdmin, "tenant,user"));
        assertEquals(List.of("other  2 0 20 7 0.00012"), usage(other, "tenant,user"));
        assertEquals(List.of("acme 4 1 30 5 0.000125", "other 2 0 20 7 0.00012"), usage(server.client(), "tenant"));
        assertEquals(403, other.get("/api/usage?tenant=acme").status());
        assertEquals(403, acmeAdmin.get("/api/usage?tenant=other").status());
        String csv = acmeAdmin.get("/api/usage?by=user&format=csv").text();
        assertTrue(csv.startsWith("user,turns,failed,prompt_tokens,completion_tokens,cached_tokens,reasoning_tokens,milliseconds,cost\r\n"),
                csv);
        assertTrue(csv.contains("\r\nann,2,0,20,3,0,0,"), csv);

        assertEquals(List.of("session.delete app ok", "scopes.list boss ok", "key.create default ok", "key.create default ok"),
                audit(server.client(), "acme"));
        assertEquals(List.of("session.delete app ok", "scopes.list boss ok", "key.create default ok", "key.create default ok"),
                audit(acmeAdmin, "acme"));
        assertEquals(List.of("key.create default ok"), audit(server.client(), "other"));
        String created = server.client().get("/api/audit?tenant=other").json().getJsonArray("data").getJsonObject(0).getString("target");
        assertEquals(1, found(created.substring(0, created.indexOf(' '))));
        assertEquals(1, found("s1"));
        assertEquals(0, found("s"));
        assertEquals(403, acmeAdmin.get("/api/audit?tenant=other").status());
        assertEquals(5, metrics.read().sum("talaria_audit_events_total"));
        String rows = server.client().get("/api/audit?limit=100").text();
        assertFalse(rows.contains("five") || rows.contains("sk-"), rows);
    }

    private static List<String> usage(TestClient client, String by) {
        return client.get("/api/usage?by=" + by).json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(row -> row.getString("tenant") + (by.contains("user") ? " " + row.getString("user") : "") + " "
                        + row.getInt("turns") + " " + row.getInt("failed") + " " + row.getInt("prompt_tokens") + " "
                        + row.getInt("completion_tokens") + " " + row.getJsonNumber("cost").bigDecimalValue().toPlainString())
                .sorted().toList();
    }

    private int found(String object) {
        return server.client().get("/api/audit?object=" + object).json().getJsonArray("data").size();
    }

    private static List<String> audit(TestClient client, String tenant) {
        return client.get("/api/audit?limit=100&tenant=" + tenant).json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(row -> row.getString("action") + " " + row.getString("actor") + " " + row.getString("result")).toList();
    }
}
