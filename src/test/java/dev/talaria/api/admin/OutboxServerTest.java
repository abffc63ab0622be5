package dev.talaria.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.MemoryScope;
import dev.talaria.testing.Parcels;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxServerTest {
    private static final MemoryScope ANN = MemoryScope.ofKey("acme", "ann");
    private static final MemoryScope BOB = MemoryScope.ofKey("umbrella", "bob");

    private final TestServer server = TestServer.start();
    private final TestClient admin = server.client();
    private final Parcels outbox = server.deliveries();

    @AfterEach
    void stop() {
        outbox.close();
        server.close();
    }

    private List<JsonObject> data(String path) {
        return admin.get(path).json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private TestClient tenantAdmin(String tenant) {
        String body = "{\"name\": \"admin\", \"rights\": \"tenant-admin\", \"tenant\": \"" + tenant + "\"}";
        return server.client(admin.post("/api/keys", body).json().getString("key"));
    }

    @Test
    void showsWhatWaitsAndWhatWasRefused() {
        outbox.parked(ANN, "a secret", "it is too long");
        outbox.waiting(ANN, "another secret");

        Answer answer = admin.get("/api/outbox");

        JsonObject parked = answer.json().getJsonArray("data").getJsonObject(0);
        assertEquals("parked", parked.getString("state"));
        assertEquals("it is too long", parked.getString("reason"));
        assertEquals(1, parked.getInt("attempts"));
        assertEquals(ANN.id(), parked.getString("scope"));
        JsonObject waiting = answer.json().getJsonArray("data").getJsonObject(1);
        assertEquals("waiting", waiting.getString("state"));
        assertEquals(JsonValue.NULL, waiting.get("parked_at"));
        JsonObject there = answer.json().getJsonArray("destinations").getJsonObject(0);
        assertEquals(List.of(1, 1), List.of(there.getInt("waiting"), there.getInt("parked")));
        assertEquals(waiting.getJsonNumber("created_at"), there.getJsonNumber("oldest_at"));
        assertFalse(answer.text().contains("secret"));
    }

    @Test
    void showsAnEmptyOutbox() {
        Answer answer = admin.get("/api/outbox");

        assertEquals(List.of(), answer.json().getJsonArray("data"));
        assertFalse(answer.json().getBoolean("has_more"));
    }

    @Test
    void pagesByTheLastOneSeen() {
        for (int i = 0; i < 5; i++) {
            outbox.waiting(ANN, "text");
        }

        List<String> seen = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonObject page = admin.get("/api/outbox?limit=2" + after).json();
            page.getJsonArray("data").getValuesAs(JsonObject.class).forEach(delivery -> seen.add(delivery.getString("id")));
            after = "&after=" + page.getString("last_id");
            more = page.getBoolean("has_more");
        }

        assertEquals(data("/api/outbox").stream().map(delivery -> delivery.getString("id")).toList(), seen);
        assertEquals(5, seen.size());
    }

    @Test
    void filtersByStateAndTenant() {
        outbox.parked(ANN, "text", "no");
        outbox.waiting(ANN, "text");
        outbox.waiting(BOB, "text");

        assertEquals(1, data("/api/outbox?state=parked").size());
        assertEquals(2, data("/api/outbox?state=waiting").size());
        assertEquals(2, data("/api/outbox?tenant=acme").size());
        assertEquals(1, data("/api/outbox?tenant=acme&state=waiting").size());
    }

    @Test
    void showsATenantAdminItsTenantAlone() {
        outbox.waiting(ANN, "text");
        outbox.waiting(BOB, "text");
        TestClient bob = tenantAdmin("umbrella");

        JsonObject seen = bob.get("/api/outbox").json();

        assertEquals(1, seen.getJsonArray("data").size());
        assertEquals(1, seen.getJsonArray("destinations").getJsonObject(0).getInt("waiting"));
        assertEquals(403, bob.get("/api/outbox?tenant=acme").status());
        assertEquals(404, bob.get("/api/outbox/" + data("/api/outbox?tenant=acme").get(0).getString("id")).status());
    }

    @Test
    void resendsWhatWasRefused() {
        outbox.parked(ANN, "text", "it is too long");
        String id = data("/api/outbox").get(0).getString("id");

        Answer answer = admin.post("/api/outbox/" + id + "/resend", "");

        assertEquals("waiting", answer.json().getString("state"));
        assertEquals("waiting", admin.get("/api/outbox/" + id).json().getString("state"));
    }

    @Test
    void deletesForGood() {
        outbox.parked(ANN, "text", "it is too long");
        String path = "/api/outbox/" + data("/api/outbox").get(0).getString("id");

        assertTrue(admin.send("DELETE", path, BodyPublishers.noBody()).json().getBoolean("deleted"));

        assertEquals(404, admin.get(path).status());
        assertEquals(404, admin.post(path + "/resend", "").status());
    }

    @ParameterizedTest
    @CsvSource({"?limit=0, limit", "?limit=101, limit", "?limit=x, limit", "?state=lost, state", "?after=7, after",
        "?after=parcel_x, after"})
    void refusesBadQueries(String query, String param) {
        Answer answer = admin.get("/api/outbox" + query);

        assertEquals(400, answer.status());
        assertEquals(param, answer.error().getString("param"));
    }

    @ParameterizedTest
    @CsvSource({"parcel_1", "parcel_", "parcel_99999999999999999999", "7", "%00"})
    void knowsNoOthers(String id) {
        assertTrue(admin.get("/api/outbox/" + id).status() / 100 == 4);
    }

    @Test
    void isNothingForOrdinaryKeys() {
        TestClient plain = server.client(admin.post("/api/keys", "{\"name\": \"plain\"}").json().getString("key"));

        assertEquals(403, plain.get("/api/outbox").status());
    }

    @Test
    void tellsHealthHowMuchThereIs() {
        outbox.parked(ANN, "text", "it is too long");
        outbox.waiting(ANN, "text");

        JsonObject readiness = admin.get("/health/detailed").json().getJsonObject("readiness");

        JsonObject check = readiness.getJsonObject("checks").getJsonObject("outbox");
        assertEquals("degraded", check.getString("status"));
        assertEquals(List.of(1, 1), List.of(check.getInt("waiting"), check.getInt("parked")));
        assertTrue(check.getInt("oldest_seconds") >= 0);
    }
}
