package dev.talaria.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysServerTest {
    private final TestClock clock = new TestClock();
    @AutoClose
    private final TestServer server = TestServer.start(Map.of(), clock);
    private final TestClient admin = server.client();

    @Test
    void makesAKeyThatWorksAtOnce() {
        JsonObject made = create("{\"name\": \"works\", \"tenant\": \"acme\"}");

        assertEquals(200, server.client(made.getString("key")).chat("hi").status());
        assertEquals("acme", made.getString("tenant"));
    }

    @Test
    void showsTheSecretOnce() {
        JsonObject made = create("{\"name\": \"once\"}");

        String listed = admin.get("/api/keys").text() + admin.get("/api/keys/" + made.getString("id")).text();
        assertTrue(listed.contains(made.getString("id")));
        assertFalse(listed.contains(made.getString("key")));
        assertFalse(listed.contains("hash"));
    }

    @Test
    void revokesAtOnce() {
        JsonObject made = create("{\"name\": \"revoked\"}");
        TestClient holder = server.client(made.getString("key"));
        assertEquals(200, holder.get("/v1/models").status());

        Answer deleted = send("DELETE", "/api/keys/" + made.getString("id"), "");

        assertTrue(deleted.json().getBoolean("deleted"));
        assertEquals(401, holder.get("/v1/models").status());
        assertEquals("key_not_found", admin.get("/api/keys/" + made.getString("id")).error().getString("code"));
    }

    @Test
    void saysTheSameOfEveryKeyThatIsNotValid() {
        JsonObject expired = create("{\"name\": \"expired\", \"expires_at\": 1}");
        JsonObject revoked = create("{\"name\": \"revoked-too\"}");
        send("DELETE", "/api/keys/" + revoked.getString("id"), "");

        String wrong = server.client("tlr_wrong").get("/v1/models").text();
        assertEquals(wrong, server.client(expired.getString("key")).get("/v1/models").text());
        assertEquals(wrong, server.client(revoked.getString("key")).get("/v1/models").text());
        assertTrue(server.client(null).get("/v1/models").error().getString("message").startsWith("Missing API key"));
    }

    @Test
    void rotatesWithTwoSecretsForAWhile() {
        JsonObject made = create("{\"name\": \"rotated\"}");

        String second = admin.post("/api/keys/" + made.getString("id") + "/rotate", "{\"grace_seconds\": 60}").json().getString("key");

        assertEquals(200, server.client(made.getString("key")).get("/v1/models").status());
        assertEquals(200, server.client(second).get("/v1/models").status());
        clock.advance(Duration.ofSeconds(60));
        assertEquals(401, server.client(made.getString("key")).get("/v1/models").status());
    }

    @Test
    void changesWhatAPatchNames() {
        JsonObject made = create("{\"name\": \"patched\", \"limits\": {\"requests_per_minute\": 5, \"concurrent_runs\": 2}}");

        JsonObject after = send("PATCH", "/api/keys/" + made.getString("id"), "{\"limits\": {\"requests_per_minute\": 9}}").json();

        assertEquals(9, after.getJsonObject("limits").getInt("requests_per_minute"));
        assertEquals(2, after.getJsonObject("limits").getInt("concurrent_runs"));
        assertEquals(400, send("PATCH", "/api/keys/" + made.getString("id"), "{\"tenant\": \"other\"}").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\": \"a b\"}", "{\"name\": 1}", "{\"name\": \"x\", \"tenant\": \"\"}",
        "{\"name\": \"x\", \"key\": \"mine\"}", "{\"name\": \"x\", \"limits\": {\"requests_per_minute\": -1}}",
        "{\"name\": \"x\", \"expires_at\": \"tomorrow\"}"})
    void refusesAFaultyKey(String body) {
        assertEquals(400, admin.post("/api/keys", body).status());
    }

    @Test
    void refusesANameThatIsTaken() {
        create("{\"name\": \"taken\"}");

        assertEquals("key_exists", admin.post("/api/keys", "{\"name\": \"taken\"}").error().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/keys", "POST, /api/keys", "GET, /api/keys/key_1", "PATCH, /api/keys/key_1", "DELETE, /api/keys/key_1",
        "POST, /api/keys/key_1/rotate"})
    void isForAdminsOnly(String method, String path) {
        String key = create("{\"name\": \"plain-" + Math.abs((method + path).hashCode()) + "\"}").getString("key");

        Answer answer = server.client(key).send(method, path, BodyPublishers.ofString("{\"name\": \"x\"}"));

        assertEquals(403, answer.status());
        assertEquals("permission_denied", answer.error().getString("code"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"x\", \"tenant\": \"umbrella\"}", "{\"name\": \"x\", \"rights\": \"server-admin\"}"})
    void aTenantAdminGivesOutNoMoreThanItHas(String body) {
        String name = "boss-" + Math.abs(body.hashCode());
        TestClient boss = server.client(create("{\"name\": \"" + name + "\", \"tenant\": \"acme\", \"rights\": \"tenant-admin\"}")
                .getString("key"));

        assertEquals(403, boss.post("/api/keys", body).status());
        assertEquals(201, boss.post("/api/keys", "{\"name\": \"of-" + name + "\"}").status());
    }

    @Test
    void aKeyUsesOnlyWhatItIsAllowed() {
        TestClient holder = server.client(create("{\"name\": \"narrow\", \"allowed\": {\"models\": [\"other\"], "
                + "\"endpoints\": [\"chat_completions\", \"models\"]}}").getString("key"));

        assertEquals("model_not_found", holder.chat("hi").error().getString("code"));
        assertEquals(0, holder.get("/v1/models").json().getJsonArray("data").size());
        assertEquals("permission_denied", holder.get("/v1/toolsets").error().getString("code"));
    }

    @Test
    void aKeysDefaultsCountWhereNoHeaderSaysOtherwise() {
        TestClient holder = server.client(create("{\"name\": \"keyed\", \"identity\": {\"default_session_key\": \"team\"}}")
                .getString("key"));

        Answer answer = holder.post("/v1/chat/completions", Chats.body("hi"));

        assertEquals("team", answer.header("X-Hermes-Session-Key").orElse(""));
        assertEquals("on", answer.header("X-Hermes-Memory").orElse(""));
    }

    private JsonObject create(String body) {
        Answer answer = admin.post("/api/keys", body);
        assertEquals(201, answer.status(), answer::text);
        return answer.json();
    }

    private Answer send(String method, String path, String body) {
        return admin.send(method, path, BodyPublishers.ofString(body));
    }
}
