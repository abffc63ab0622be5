package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.honcho.HonchoTrouble;
import dev.talaria.testing.honcho.ScriptedHoncho;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole server whose memory is a Honcho server. */
class HonchoServerTest {
    private static final String KEY = "agent:main:webui:dm:user-42";

    private final ScriptedHoncho honcho = new ScriptedHoncho();
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<String, String> settings) {
        if (server != null) {
            server.close();
        }
        Map<String, String> all = new HashMap<>(Map.of("talaria.memory.provider", "honcho",
                "talaria.honcho.base-url", honcho.url() + "/v3/", "talaria.memory.recall-timeout", "1s",
                "talaria.honcho.write-timeout", "1s"));
        all.putAll(settings);
        server = TestServer.over(upstream, all);
        client = server.client().with("X-Hermes-Session-Key", KEY);
    }

    @AfterEach
    void stop() throws IOException {
        honcho.always(null);
        server.close();
        upstream.close();
        honcho.close();
    }

    private TestClient.Answer ask(String session, String text) {
        return client.with("X-Hermes-Session-Id", session).post("/v1/chat/completions", Chats.body(text));
    }

    private static String memory(TestClient.Answer reply) {
        return reply.header("X-Hermes-Memory").orElse("");
    }

    private JsonObject health() {
        return server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks").getJsonObject("memory");
    }

    @Test
    void keepsTurnsAndRecallsThem() throws Exception {
        TestClient.Answer first = ask("monday", "My parrot is called Figaro");
        honcho.state().awaitSaid(2);

        ask("tuesday", "What is my parrot called?");

        assertEquals("on", memory(first));
        String asked = upstream.lastRequest().json().getJsonArray("messages").toString();
        assertTrue(asked.contains("<memory-context") && asked.contains("My parrot is called Figaro"), asked);
    }

    @Test
    void offersItsToolsWhereThereIsAMemoryScopeOnly() {
        ask("monday", "hello");
        String with = upstream.lastRequest().body();
        server.client().post("/v1/chat/completions", Chats.body("hello"));
        String without = upstream.lastRequest().body();

        assertTrue(with.contains("honcho_search"));
        assertFalse(without.contains("honcho_"));
        assertTrue(server.client().get("/v1/toolsets").text().contains("honcho_search"));
    }

    @Test
    void answersWithoutMemoryAndSaysSoWhereHonchoHangs() throws Exception {
        honcho.always(HonchoTrouble.hang());

        TestClient.Answer reply = ask("monday", "My parrot is called Figaro");
        JsonObject health = health();
        honcho.always(null);
        honcho.state().awaitSaid(2);

        assertEquals(200, reply.status());
        assertEquals("degraded", memory(reply));
        assertEquals("degraded", health.getString("status"));
        assertEquals(List.of("My parrot is called Figaro", "echo: My parrot is called Figaro"), honcho.state().said());
    }

    @Test
    void answersEverythingElseWhileHundredsOfSearchesHang() throws Exception {
        start(Map.of("talaria.honcho.read-timeout", "5m"));
        CountDownLatch hanging = new CountDownLatch(60);
        CountDownLatch goOn = new CountDownLatch(1);
        honcho.always((reply, work) -> {
            hanging.countDown();
            HonchoTrouble.slow(goOn).play(reply, work);
        });
        String search = "POST /v1/memory/search HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TestServer.KEY
                + "\r\nX-Hermes-Session-Key: " + KEY + "\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n"
                + "{\"query\":\"parrot\"}";
        List<RawConnection> searches = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                searches.add(RawConnection.open(server.base()).send(search));
            }
            assertTrue(hanging.await(30, TimeUnit.SECONDS));

            assertEquals(200, server.client().get("/health").status());
            assertEquals("ok", server.client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                    .getJsonObject("database").getString("status"));

            goOn.countDown();
            for (RawConnection each : searches) {
                assertEquals(200, each.head().status());
            }
        } finally {
            goOn.countDown();
            searches.forEach(RawConnection::close);
        }
    }

    @Test
    void showsWhereItsMemoryIsAndNoSecret() {
        start(Map.of("talaria.honcho.api-key", "very-secret"));

        assertEquals("Honcho at " + honcho.url(), health().getString("provider"));
        assertFalse(server.client().get("/health/detailed").text().contains("very-secret"));
    }

    @Test
    void servesTheMemoryApi() {
        String body = """
                {"messages": [{"content": "My parrot is called Figaro", "name": "Ann", "created_at": "2024-05-08T13:56:00Z",
                               "metadata": {"id": "note-1", "deep": {"a": {"b": {"c": {"d": {"e": 1}}}}}}},
                              {"role": "assistant", "content": "Lovely"}]}""";

        JsonObject imported = client.post("/v1/memory/messages", body).json();
        String exported = client.get("/v1/memory/export").text();
        String lines = String.join(",", exported.strip().split("\n"));
        JsonObject again = client.post("/v1/memory/messages", "{\"messages\": [" + lines + "]}").json();
        JsonObject found = client.post("/v1/memory/search", "{\"query\": \"parrot\", \"after\": \"2024-01-01T00:00:00Z\"}").json();
        JsonObject profile = client.get("/v1/memory/profile").json();

        assertEquals(2, imported.getInt("stored"));
        assertEquals(2, again.getInt("existing"));
        assertTrue(exported.contains("\"e\":1"), exported);
        assertEquals("Ann", found.getJsonArray("data").getJsonObject(0).getString("name"));
        assertEquals(2, profile.getInt("items"));
        assertEquals(0, client.post("/v1/memory/search", "{\"query\": \"parrot\", \"before\": \"2024-01-01T00:00:00Z\"}").json()
                .getJsonArray("data").size());
    }

    @Test
    void tellsWhatItCannotForget() {
        client.post("/v1/memory/messages", "{\"messages\": [{\"content\": \"My parrot is called Figaro\"}]}");
        String id = client.get("/v1/memory/items").json().getJsonArray("data").getJsonObject(0).getString("id");

        TestClient.Answer one = client.send("DELETE", "/v1/memory/items/" + id, BodyPublishers.noBody());
        TestClient.Answer all = client.send("DELETE", "/v1/memory", BodyPublishers.noBody());

        assertEquals(409, one.status());
        assertEquals("memory_not_erasable", one.json().getJsonObject("error").getString("code"));
        assertEquals(1, all.json().getInt("items"));
        assertTrue(all.json().getJsonArray("remains").getString(0).startsWith("Honcho cannot delete peers"));
        assertEquals(List.of(), honcho.state().said());
    }

    @Test
    void saysThatTheMemoryIsUnavailable() {
        honcho.always(HonchoTrouble.error(500));

        TestClient.Answer reply = client.get("/v1/memory/items");

        assertEquals(503, reply.status());
        assertEquals("memory_unavailable", reply.json().getJsonObject("error").getString("code"));
    }

    @Test
    void findsWhatHermesHasStored() {
        honcho.state().makeBesides("hermes/agent-main-webui-dm-user-42", "user-default-agent-main-webui-dm-user-42", "hermes");
        honcho.state().sayBesides("hermes/agent-main-webui-dm-user-42", "user-default-agent-main-webui-dm-user-42",
                "My parrot is called Figaro");
        start(Map.of("talaria.honcho.naming", "hermes", "talaria.honcho.workspace", "hermes"));

        ask("monday", "What is my parrot called?");

        assertTrue(upstream.lastRequest().body().contains("My parrot is called Figaro"));
        assertEquals("user", client.get("/v1/memory/items").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .filter(item -> item.getString("content").equals("My parrot is called Figaro")).findFirst().orElseThrow()
                .getString("role"));
    }

    @Test
    void asksNothingWhereTheRequestWantsNoMemory() {
        TestClient.Answer reply = client.with("X-Hermes-Memory", "off").post("/v1/chat/completions", Chats.body("hello"));

        assertEquals("off", memory(reply));
        assertEquals(List.of(), honcho.requests());
        assertFalse(Json.parse(upstream.lastRequest().body()).toString().contains("honcho_"));
    }
}
