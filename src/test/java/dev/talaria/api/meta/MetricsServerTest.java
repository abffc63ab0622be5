package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.MetricLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final String REQUESTS = "http_server_request_duration_seconds_count";
    private static final String MODEL = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\",gen_ai_request_model=\"scripted\"";

    @Test
    void countsWhatATurnDoes() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                TestServer server = TestServer.over(upstream.answerAlways(seen -> Script.chatStream("Hel", "lo", "!")), Map.of())) {
            assertEquals("Hello!", server.client().with("X-Hermes-Session-Key", "k").stream(Chats.streamed("hi")).chatText());
            assertEquals(400, server.client().post("/v1/chat/completions", "{").status());
            assertEquals(401, server.client("wrong").get("/v1/models").status());
            MetricLines metrics = MetricLines.of(server.client());

            assertEquals(1, metrics.await(REQUESTS + "{group=\"chat\",http_response_status_code=\"200\"}", 1));
            assertEquals(1, metrics.get(REQUESTS + "{group=\"models\",http_response_status_code=\"401\"}"));
            assertEquals(1, metrics.get("talaria_http_errors_total{error_type=\"invalid_json\",group=\"chat\"}"));
            assertEquals(1, metrics.get("talaria_keys_failed_total"));
            assertEquals(1, metrics.get("gen_ai_invoke_agent_duration_seconds_count{error_type=\"\",gen_ai_agent_name=\"talaria\","
                    + "outcome=\"completed\",source=\"chat\"}"));
            assertEquals(1, metrics.get("talaria_run_time_to_first_output_seconds_count{gen_ai_agent_name=\"talaria\",source=\"chat\"}"));
            assertEquals(1, metrics.get("gen_ai_client_operation_duration_seconds_count{error_type=\"\"," + MODEL
                    + ",upstream=\"default\"}"));
            assertEquals(10, metrics.get("gen_ai_client_token_usage_sum{" + MODEL + ",gen_ai_token_type=\"input\",upstream=\"default\"}"));
            assertEquals(3, metrics.get("gen_ai_client_token_usage_sum{" + MODEL + ",gen_ai_token_type=\"output\",upstream=\"default\"}"));
            assertEquals(1, metrics.get("talaria_store_up"));
            assertEquals(0, metrics.get("talaria_outbox_parked"));
            assertTrue(metrics.get("talaria_disk_free_bytes") > 0);
            assertTrue(metrics.get("talaria_store_commit_duration_seconds_count") > 0);
            assertEquals(1, metrics.get("talaria_memory_indexes"));
        }
    }

    @Test
    void namesNoUserSessionOrKey() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.client().with("X-Hermes-User-Id", "user-4711").with("X-Hermes-Session-Id", "session-4711").chat("say:secret-4711");

            String text = server.client().get("/metrics").text();
            assertTrue(text.contains("gen_ai_invoke_agent_duration_seconds"), text);
            assertFalse(text.contains("4711") || text.contains(TestServer.KEY), text);
        }
    }

    @Test
    void isInTheTextFormatOfPrometheus() {
        try (TestServer server = TestServer.start()) {
            TestClient.Answer answer = server.client().get("/metrics");

            assertEquals("text/plain;version=0.0.4;charset=utf-8", answer.header("Content-Type").orElse("").replace(" ", ""));
            assertTrue(answer.text().lines().allMatch(line -> line.startsWith("# HELP ") || line.startsWith("# TYPE ")
                    || line.matches("[a-z_]+(\\{.*})? \\S+")), answer.text());
        }
    }

    @Test
    void isForServerAdminsUnlessItHasAKeyOfItsOwn() {
        try (TestServer server = TestServer.start()) {
            String user = server.client().post("/api/keys", "{\"name\": \"metrics\"}").json().getString("key");

            assertEquals(200, server.client().get("/metrics").status());
            assertEquals(403, server.client(user).get("/metrics").status());
            assertEquals(401, server.client(null).get("/metrics").status());
        }
    }

    @Test
    void itsOwnKeyReadsNothingElse() {
        try (TestServer server = TestServer.start(Map.of("talaria.metrics.key", "scrape"))) {
            assertEquals(200, server.client("scrape").get("/metrics").status());
            assertEquals(403, server.client("scrape").get("/v1/models").status());
            assertEquals(403, server.client("scrape").post("/v1/chat/completions", Chats.body("hi")).status());
            assertEquals(403, server.client("scrape").get("/health/detailed").status());
        }
    }

    @Test
    void canBeClosedToAllAddressesButSome() {
        try (TestServer server = TestServer.start(Map.of("talaria.metrics.addresses", "10.0.0.0/8"))) {
            assertEquals(403, server.client(null).get("/metrics").status());
            assertEquals(403, server.client().get("/metrics").status());
        }
        try (TestServer server = TestServer.start(Map.of("talaria.metrics.addresses", "10.0.0.0/8, 127.0.0.1"))) {
            assertEquals(200, server.client(null).get("/metrics").status());
        }
        try (TestServer server = TestServer.start(Map.of("talaria.metrics.addresses", "127.0.0.1", "talaria.metrics.key", "scrape"))) {
            assertEquals(401, server.client(null).get("/metrics").status());
            assertEquals(200, server.client("scrape").get("/metrics").status());
        }
        try (TestServer server = TestServer.start(Map.of("talaria.metrics.addresses", "127.0.0.1", "talaria.proxies", "127.0.0.1"))) {
            assertEquals(403, server.client(null).with("X-Forwarded-For", "203.0.113.7").get("/metrics").status());
        }
    }

    @Test
    void healthTellsTheSameNumbers() {
        try (TestServer server = TestServer.start()) {
            server.client().chat("say:hello");
            MetricLines metrics = MetricLines.of(server.client());
            var limits = server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks");

            assertEquals(limits.getJsonObject("limits").getJsonNumber("open_streams_limit").longValue(),
                    metrics.get("talaria_limit{setting=\"talaria.limits.open-streams\"}"));
            assertEquals(limits.getJsonObject("outbox").getJsonNumber("waiting").longValue(), metrics.get("talaria_outbox_waiting"));
            assertEquals(limits.getJsonObject("background_queues").getInt("active_api_runs"),
                    metrics.get("talaria_limit_used{setting=\"talaria.runs.max-concurrent\"}"));
        }
    }
}
