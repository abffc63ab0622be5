package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.access.ApiKey;
import dev.talaria.agent.Agents;
import dev.talaria.api.http.Route;
import dev.talaria.json.Json;
import dev.talaria.testing.TestAgents;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesEndpointTest {
    private static final Agents AGENTS = TestAgents.named("ada", false, false);
    private static final List<Route> ROUTES = List.of(
            Route.post("runs", "/v1/runs", exchange -> { }).with("run_submission", "brand_new"),
            Route.get("run_status", "/v1/runs/{run_id}", exchange -> { }).with("run_status"));

    @Test
    void saysWhatItIs() {
        JsonObject shown = capabilities(ROUTES, true, false);

        assertEquals("hermes.api_server.capabilities", shown.getString("object"));
        assertEquals("talaria", shown.getString("platform"));
        assertEquals("ada", shown.getString("model"));
        assertEquals(Json.parse("{\"type\":\"bearer\",\"required\":true}"), shown.get("auth"));
        assertEquals("server_agent", shown.getJsonObject("runtime").getString("mode"));
        assertFalse(shown.getJsonObject("runtime").getBoolean("split_runtime"));
    }

    @ParameterizedTest
    @CsvSource({"run_submission,true", "run_status,true", "brand_new,true", "chat_completions,false",
        "jobs_admin,false", "client_tools,false"})
    void promisesWhatARouteBringsAndNothingElse(String feature, boolean expected) {
        assertEquals(expected, features(true, false).getBoolean(feature));
    }

    @Test
    void namesEveryRoute() {
        assertEquals(Json.parse("""
                {"runs":{"method":"POST","path":"/v1/runs"},"run_status":{"method":"GET","path":"/v1/runs/{run_id}"}}"""),
                capabilities(ROUTES, true, false).get("endpoints"));
    }

    @ParameterizedTest
    @CsvSource({"session_continuity_header,X-Hermes-Session-Id", "session_key_header,X-Hermes-Session-Key",
        "user_id_header,X-Hermes-User-Id", "user_name_header,X-Hermes-User-Name",
        "chat_id_header,X-Hermes-Chat-Id", "chat_name_header,X-Hermes-Chat-Name",
        "chat_type_header,X-Hermes-Chat-Type", "thread_id_header,X-Hermes-Thread-Id"})
    void namesTheHeadersItHeeds(String feature, String header) {
        assertEquals(header, features(true, false).getString(feature));
        assertFalse(features(false, false).getBoolean(feature));
    }

    @Test
    void tellsACallerWhatItsOwnKeyIs() {
        assertEquals(Json.parse("""
                {"name":"anonymous","tenant":"default","rights":"none","identity_policy":"session-key","session_key_prefix":"",
                "endpoints":[]}"""), capabilities(ROUTES, true, false).get("caller"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsWhetherBrowsersMayCall(boolean cors) {
        assertEquals(cors, features(true, cors).getBoolean("cors"));
    }

    @Test
    void takesTheBodysUserOnlyWhereIdentityCounts() {
        assertTrue(features(true, false).getBoolean("user_body_fallback"));
        assertFalse(features(false, false).getBoolean("user_body_fallback"));
    }

    private static JsonObject features(boolean keyRequired, boolean cors) {
        return capabilities(ROUTES, keyRequired, cors).getJsonObject("features");
    }

    private static JsonObject capabilities(List<Route> routes, boolean keyRequired, boolean cors) {
        String shown = new CapabilitiesEndpoint(() -> routes, AGENTS, keyRequired, cors).capabilities(ApiKey.ANONYMOUS).json();
        return Json.parse(shown).asJsonObject();
    }
}
