package dev.talaria.api.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Script;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings, images and speech, which are passed on to an upstream. */
@Timeout(60)
class RelayServerTest {
    private static final String VECTORS = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"e5",\
            "usage":{"prompt_tokens":3,"total_tokens":3}}""";
    private static final String FILE = """
            {"upstreams": {"one": {"url": "ONE", "model": "m1"}, "two": {"url": "TWO", "first_byte_timeout": "3s"}},
             "agents": {"ada": {}}, "embeddings": {"provider": "two", "model": "e5"},
             "speech": {"provider": "two", "model": "voice"}}""";
    private static final byte[] SOUND = {(byte) 0xff, (byte) 0xfb, 0, (byte) 0x80, 10};

    private final AgentsServer server = AgentsServer.withKeys(FILE,
            "{\"keys\": [{\"name\": \"limited\", \"key\": \"limited-key\", \"allowed\": {\"models\": [\"ada\"]}}]}");

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Answer embed(String body) {
        return server.client().post("/v1/embeddings", body);
    }

    @ParameterizedTest
    @CsvSource({"'',e5", "'\"model\":\"ada\",',e5", "'\"model\":\"other\",',other"})
    void passesEmbeddingsOn(String member, String model) {
        server.two.answer(Script.json(VECTORS));

        Answer answer = embed("{" + member + "\"input\":[\"hi\"],\"dimensions\":2}");

        assertEquals(200, answer.status(), answer.text());
        assertEquals(VECTORS, answer.text());
        SeenRequest seen = server.two.lastRequest();
        assertEquals("/v1/embeddings", seen.path());
        assertEquals(model, seen.json().getString("model"));
        assertEquals(2, seen.json().getInt("dimensions"));
    }

    @Test
    void passesTheTraceOn() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        server.two.answer(Script.json(VECTORS));

        server.client().with("traceparent", parent).post("/v1/embeddings", "{\"input\":[\"hi\"]}");

        assertEquals(parent, server.two.lastRequest().header("traceparent").orElse(""));
    }

    @Test
    void tellsWhatTheUpstreamRefusesAndWhereItFails() {
        server.two.answer(Script.chatError(400, "input is too long for e5", "bad_input"), Script.error(500, "{\"error\":\"boom\"}"),
                reply -> reply.awaitClientClose(), reply -> reply.cut());

        assertEquals(400, embed("{\"input\":\"a\"}").status());
        assertEquals("upstream_error", embed("{\"input\":\"a\"}").error().getString("code"));
        assertEquals("upstream_timeout", embed("{\"input\":\"a\"}").error().getString("code"));
        assertEquals("upstream_error", embed("{\"input\":\"a\"}").error().getString("code"));
        assertEquals("invalid_json", embed("[]").error().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"audio/mpeg,audio/mpeg", "text/html,application/octet-stream"})
    void passesSpeechOnAsItIs(String sent, String shown) throws Exception {
        server.two.answer(reply -> reply.begin(200, sent).write(SOUND).end());

        HttpResponse<byte[]> spoken = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                server.server.base().toString().replaceFirst("/$", "") + "/v1/audio/speech"))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .POST(BodyPublishers.ofString("{\"input\":\"Hello\",\"voice\":\"alloy\"}")).build(), BodyHandlers.ofByteArray());

        assertEquals(200, spoken.statusCode());
        assertArrayEquals(SOUND, spoken.body());
        assertTrue(spoken.headers().firstValue("Content-Type").orElseThrow().startsWith(shown), spoken.headers().toString());
        assertEquals("/v1/audio/speech", server.two.lastRequest().path());
        assertEquals("voice", server.two.lastRequest().json().getString("model"));
    }

    @Test
    void passesNothingOnOnceTheBudgetIsUsedUp() throws IOException {
        try (AgentsServer poor = new AgentsServer(FILE, Map.of("talaria.budgets.key", "hard:1tokens/day"))) {
            poor.client().chat("hi");

            assertEquals("budget_exceeded", poor.client().post("/v1/embeddings", "{\"input\":\"a\"}").error().getString("code"));
            assertEquals(List.of(), poor.two.requests());
        }
    }

    @Test
    void holdsToTheLimitsOfAKey() {
        assertEquals(401, server.server.client(null).post("/v1/embeddings", "{\"input\":\"a\"}").status());
        assertEquals("model_not_found", server.server.client("limited-key").post("/v1/embeddings", "{\"input\":\"a\"}").error()
                .getString("code"));
    }

    @Test
    void advertisesOnlyWhatAnUpstreamIsNamedFor() {
        JsonObject capabilities = server.client().get("/v1/capabilities").json();
        assertTrue(capabilities.getJsonObject("features").getBoolean("embeddings"));
        assertFalse(capabilities.getJsonObject("features").getBoolean("image_generation"));
        assertEquals("not_found", server.client().post("/v1/images/generations", "{\"prompt\":\"a heron\"}").error().getString("code"));
        try (TestServer plain = TestServer.start()) {
            assertEquals(404, plain.client().post("/v1/embeddings", "{\"input\":\"a\"}").status());
            assertFalse(plain.client().get("/v1/capabilities").json().getJsonObject("endpoints").containsKey("embeddings"));
        }
    }
}
