package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.model.UpstreamFailures;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamFailureServerTest {
    @Test
    void showsTheLastFailureOfTheModelInHealthAndLog() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                LogLines log = LogLines.of(UpstreamFailures.class);
                TestServer server = TestServer.over(upstream, Map.of("talaria.model.api-key", "upstream-secret-1"))) {
            assertFalse(model(server).containsKey("last_failure"));
            upstream.answerAlways(request -> Script.error(401, "{\"error\":{\"message\":\"Incorrect key upstream-secret-1\"}}"));

            for (int i = 0; i < 3; i++) {
                assertEquals(502, server.client().chat("my private question").status());
            }

            JsonObject failure = model(server).getJsonObject("last_failure");
            assertEquals("upstream_auth", failure.getString("code"));
            assertTrue(failure.getString("message").contains("Incorrect key ***"), failure::toString);
            assertTrue(failure.getString("at").matches("\\d{4}-.*Z"), failure::toString);
            assertEquals(3, failure.getInt("count"));
            assertEquals(3, failure.getInt("since_success"));
            assertEquals(1, log.lines().size(), () -> log.lines().toString());
            assertTrue(log.lines().get(0).contains("WARNING") && log.lines().get(0).contains("upstream_auth"), log.lines().get(0));
            assertFalse(log.lines().get(0).contains("secret-1") || log.lines().get(0).contains("private"), log.lines().get(0));

            upstream.answerAlways(request -> Script.chatText("hello"));
            assertEquals(200, server.client().chat("hi").status());
            assertEquals(0, model(server).getJsonObject("last_failure").getInt("since_success"));
        }
    }

    private static JsonObject model(TestServer server) {
        return server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks").getJsonObject("model");
    }
}
