package dev.talaria.agent.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.TestClient.Answer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How clients choose a model, and lock a session to one. */
@Timeout(90)
class ModelChoiceServerTest {
    private static final String FILE = """
            {"upstreams": {"one": {"url": "ONE", "model": "m1", "models": ["m1-mini"]}, "two": {"url": "TWO", "model": "m2"}},
             "model_routes": {"fast": {"provider": "one", "model": "m1-mini"}},
             "agents": {"ada": {"route": ["one", "two"]}}}""";

    private final AgentsServer server = new AgentsServer(FILE);

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Answer chat(String model, String provider) {
        var body = Chats.of("user", "hi");
        if (model != null) {
            body.add("model", model);
        }
        return server.client().post("/v1/chat/completions", body.add("provider", provider).build().toString());
    }

    @ParameterizedTest
    @CsvSource({",two,two,m2", "ada,two,two,m2", "m1-mini,one,one,m1-mini", "fast,one,one,m1-mini", "fast,fast,one,m1-mini",
        ",fast,one,m1-mini", "m1-mini,fast,one,m1-mini"})
    void asksTheProviderThatTheClientNames(String model, String provider, String served, String by) {
        Answer answer = chat(model, provider);

        assertEquals(200, answer.status(), answer.text());
        assertEquals(served, answer.header("X-Hermes-Provider").orElseThrow());
        assertEquals(by, answer.header("X-Hermes-Model").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"fast,two,model", "m1,two,model", "other,one,model", "m2,fast,model", ",nowhere,provider"})
    void refusesAModelAndAProviderThatContradict(String model, String provider, String param) {
        Answer answer = chat(model, provider);

        assertEquals(400, answer.status(), answer.text());
        assertEquals("invalid_value", answer.error().getString("code"));
        assertEquals(param, answer.error().getString("param"));
    }

    @Test
    void triesNothingButTheProviderThatTheClientNames() {
        server.one.answerAlways(any -> Script.error(500, ""));

        assertEquals(502, chat(null, "one").status());
        assertEquals(List.of(), server.two.requests());
    }

    @Test
    void passesTheOptionsOfAModelOn() {
        server.client().post("/v1/chat/completions", Chats.of("user", "hi").add("model_options", Json.parse(
                "{\"reasoning\":{\"enabled\":true,\"effort\":\"high\"},\"fast\":true}")).build().toString());
        JsonObject seen = server.one.lastRequest().json();
        assertEquals("high", seen.getString("reasoning_effort"));
        assertEquals("priority", seen.getString("service_tier"));
        assertFalse(seen.containsKey("model_options"));

        server.client().post("/v1/responses", "{\"input\":\"hi\",\"model_options\":{\"reasoning\":{\"enabled\":false}}}");
        assertEquals("none", server.one.lastRequest().json().getString("reasoning_effort"));
        server.client().post("/v1/chat/completions", Chats.of("user", "hi").add("reasoning_effort", "low").add("model_options",
                Json.parse("{\"reasoning_effort\":\"high\"}")).build().toString());
        assertEquals("low", server.one.lastRequest().json().getString("reasoning_effort"));
    }

    @Test
    void listsWhatMayBeChosenWithoutSecretsOrUrls() {
        Answer answer = server.client().get("/api/model/options?refresh=1");
        JsonObject options = answer.json();

        assertEquals("one", options.getString("provider"));
        assertEquals("m1", options.getString("model"));
        JsonObject first = options.getJsonArray("providers").getJsonObject(0);
        assertEquals("one", first.getString("slug"));
        assertTrue(first.getBoolean("is_current"));
        assertEquals("[\"m1\",\"m1-mini\"]", first.getJsonArray("models").toString());
        assertFalse(answer.text().contains("http"), answer.text());
    }

    @Test
    void locksASessionToAModel() {
        server.client().post("/api/sessions", "{\"id\":\"s1\"}");
        Answer lock = server.client().post("/api/sessions/s1/model", "{\"model\":\"two::m2\"}");
        assertEquals(200, lock.status(), lock.text());
        assertEquals("hermes.session.model_lock", lock.json().getString("object"));
        assertEquals("m2", lock.json().getString("model"));

        Answer answer = server.client().post("/api/sessions/s1/chat", "{\"message\":\"hi\",\"require_model_lock\":true}");
        assertEquals("m2", answer.header("X-Hermes-Model").orElseThrow(), answer.text());
        assertTrue(answer.json().getJsonObject("runtime").getBoolean("model_lock"));

        server.two.answerAlways(any -> Script.error(500, ""));
        assertEquals(502, server.client().post("/api/sessions/s1/chat", "{\"message\":\"hi\",\"require_model_lock\":true}").status());
        Answer other = server.client().post("/api/sessions/s1/chat", "{\"message\":\"hi\"}");
        assertFalse(other.json().getJsonObject("runtime").getBoolean("model_lock"), other.text());

        server.client().send("DELETE", "/api/sessions/s1/model", BodyPublishers.noBody());
        assertEquals("model_lock_unavailable", server.client().post("/api/sessions/s1/chat",
                "{\"message\":\"hi\",\"require_model_lock\":true}").error().getString("code"));
    }

    @Test
    void refusesALockThatNothingCanKeep() {
        server.client().post("/api/sessions", "{\"id\":\"s1\"}");

        assertEquals("missing_model", server.client().post("/api/sessions/s1/model", "{}").error().getString("code"));
        assertEquals(409, server.client().post("/api/sessions/s1/model", "{\"model\":\"unheard-of\"}").status());
        assertEquals(409, server.client().post("/api/sessions/s1/model", "{\"model\":\"m9\",\"provider\":\"one\"}").status());
        assertEquals(404, server.client().post("/api/sessions/none/model", "{\"model\":\"m1\"}").status());
        assertEquals(409, server.client().post("/api/sessions", "{\"model\":\"unheard-of\",\"require_model_lock\":true}").status());
        server.client().post("/api/sessions/s1/model", "{\"model\":\"m1\"}");
        Answer other = server.client().post("/api/sessions/s1/chat",
                "{\"message\":\"hi\",\"model\":\"m2\",\"provider\":\"two\",\"require_model_lock\":true}");
        assertEquals("model_lock_unavailable", other.error().getString("code"));
    }
}
