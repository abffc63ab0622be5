package dev.talaria.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.MemoryScope;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopesServerTest {
    private final TestClock clock = new TestClock();
    private final TestServer server = TestServer.start(Map.of(), clock);
    private final TestClient admin = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    private static void say(TestClient client, String key, String session, String text) {
        Answer answer = client.with("X-Hermes-Session-Key", key).with("X-Hermes-Session-Id", session).chat(text);
        assertEquals(200, answer.status(), answer::text);
    }

    private List<JsonObject> data(TestClient client, String query) {
        return client.get("/api/scopes" + query).json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private TestClient key(String name, String tenant, String rights) {
        String body = "{\"name\": \"" + name + "\", \"tenant\": \"" + tenant + "\", \"rights\": \"" + rights + "\"}";
        return server.client(admin.post("/api/keys", body).json().getString("key"));
    }

    @Test
    void tellsHowMuchIsKeptAndSinceWhen() {
        long began = clock.instant().getEpochSecond();
        say(admin, "ann", "monday", "say:é");
        clock.advance(Duration.ofHours(1));
        say(admin, "ann", "tuesday", "say:ok");

        JsonObject scope = data(admin, "").get(0);

        assertEquals(MemoryScope.ofKey("default", "ann").id(), scope.getString("scope"));
        assertEquals("default", scope.getString("tenant"));
        assertEquals(4, scope.getInt("items"));
        assertEquals(2, scope.getInt("sessions"));
        assertEquals("say:é".length() + 1 + "é".length() + 1 + "say:ok".length() + "ok".length(), scope.getInt("bytes"));
        assertEquals(JsonValue.NULL, scope.get("pending_embeddings"));
        assertEquals(began, scope.getInt("created_at"));
        assertEquals(began + 3_600, scope.getInt("last_used_at"));
    }

    @Test
    void countsNothingThatWasForgotten() {
        say(admin, "ann", "monday", "hello");
        admin.with("X-Hermes-Session-Key", "ann").send("DELETE", "/v1/memory", BodyPublishers.noBody());

        JsonObject scope = data(admin, "").get(0);

        assertEquals(List.of(0, 0, 0), List.of(scope.getInt("items"), scope.getInt("sessions"), scope.getInt("bytes")));
    }

    @Test
    void pagesByTheLastOneSeen() {
        TestClient other = key("other", "acme", "none");
        for (int i = 0; i < 3; i++) {
            say(admin, "key" + i, "s" + i, "hello");
            say(other, "key" + i, "s" + i, "hello");
        }

        List<String> seen = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonObject page = admin.get("/api/scopes?limit=2" + after).json();
            page.getJsonArray("data").getValuesAs(JsonObject.class).forEach(scope -> seen.add(scope.getString("id")));
            after = "&after=" + page.getString("last_id");
            more = page.getBoolean("has_more");
        }

        assertEquals(data(admin, "").stream().map(scope -> scope.getString("id")).toList(), seen);
        assertEquals(6, seen.stream().distinct().count());
    }

    @Test
    void showsATenantAdminItsTenantAlone() {
        TestClient acme = key("admin", "acme", "tenant-admin");
        say(acme, "ann", "monday", "hello");
        say(admin, "ann", "monday", "hello");

        assertEquals(1, data(acme, "").size());
        assertEquals("acme", data(acme, "").get(0).getString("tenant"));
        assertEquals(403, acme.get("/api/scopes?tenant=default").status());
        assertEquals(1, data(admin, "?tenant=acme").size());
        assertEquals(2, data(admin, "").size());
    }

    @Test
    void isNothingForOrdinaryKeys() {
        assertEquals(403, key("plain", "acme", "none").get("/api/scopes").status());
    }

    @Test
    void refusesWhatIsNoCursor() {
        Answer answer = admin.get("/api/scopes?after=x");

        assertEquals(400, answer.status());
        assertEquals("after", answer.error().getString("param"));
        assertFalse(answer.text().isEmpty());
        assertTrue(admin.get("/api/scopes?after=default:x").status() == 200);
    }
}
