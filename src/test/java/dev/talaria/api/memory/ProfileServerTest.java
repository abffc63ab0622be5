package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The profile over HTTP: what the model is told of its user, and the calls that show and change it. */
@Timeout(60)
class ProfileServerTest {
    private static final String KEY = "X-Hermes-Session-Key";

    private final Map<String, String> settings = TestDatabase.settings();
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final String key = UUID.randomUUID().toString();
    private TestServer server = TestServer.over(upstream, settings);

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private TestClient in(String session) {
        return server.client().with(KEY, key).with("X-Hermes-Session-Id", session);
    }

    private static TestClient as(TestClient client, String user) {
        return client.with("X-Hermes-User-Id", user);
    }

    /** Returns what the model was shown. */
    private String told(TestClient client) {
        assertEquals(200, client.chat("Good morning!").status());
        return upstream.lastRequest().body();
    }

    private static List<String> entries(TestClient client) {
        return client.get("/v1/memory/profile").json().getJsonArray("entries").getValuesAs(JsonObject.class).stream()
                .map(entry -> entry.getString("kind") + "=" + entry.getString("value")).toList();
    }

    private static JsonObject entry(TestClient client, int index) {
        return client.get("/v1/memory/profile").json().getJsonArray("entries").getJsonObject(index);
    }

    private static int delete(TestClient client, String path) {
        return client.send("DELETE", path, BodyPublishers.noBody()).status();
    }

    @Test
    void tellsInAnotherSessionWhereNothingIsRecalled() {
        in("monday").chat("I am Jonas, 34, a carpenter from Bremen. Call me Captain from now on.");

        String told = told(in("tuesday"));

        assertTrue(told.contains("- nickname: Captain"), told);
        assertTrue(told.contains("- job: carpenter"), told);
        assertTrue(told.contains("Good morning!"), told);
    }

    @Test
    void hidesItWhereMemoryIsOff() {
        in("monday").chat("Call me Captain from now on.");

        assertFalse(told(in("tuesday").with("X-Hermes-Memory", "off")).contains("Captain"));
        assertFalse(told(in("tuesday").with("X-Hermes-Task", "title")).contains("Captain"));
        in("friday").with("X-Hermes-Memory", "off").chat("I live in Rome.");
        assertFalse(entries(in("tuesday")).toString().contains("Rome"));
    }

    @Test
    void readsNoAnswerOfTheModel() {
        upstream.answerAlways(request -> reply -> reply.whole(200, "application/json", """
                {"id":"1","object":"chat.completion","model":"scripted","choices":[{"index":0,"finish_reason":"stop",
                  "message":{"role":"assistant","content":"I am Max and I live in Paris."}}]}"""));

        in("monday").chat("Who are you?");

        assertEquals(List.of(), entries(in("monday")));
    }

    @Test
    void keepsTwoUsersOfOneScopeApart() {
        as(in("monday"), "ann").chat("My name is Ann. I'm allergic to nuts.");
        as(in("tuesday"), "bob").chat("My name is Bob.");

        String anns = told(as(in("friday"), "ann"));
        String bobs = told(as(in("friday"), "bob"));

        assertTrue(anns.contains("- name: Ann") && anns.contains("- allergy: nuts") && !anns.contains("- name: Bob"), anns);
        assertTrue(bobs.contains("- name: Bob") && !bobs.contains("- allergy: nuts"), bobs);
        assertEquals("ann", entry(in("friday"), 0).getString("user"));
    }

    @Test
    void survivesARestart() {
        in("monday").chat("I live in Oslo.");
        server.close();
        server = TestServer.over(upstream, settings);

        assertTrue(told(in("tuesday")).contains("- home: Oslo"));
    }

    @Test
    void forgettingAMessageBringsBackWhatItHadReplaced() {
        in("monday").chat("I live in Rome.");
        in("tuesday").chat("I moved to Oslo.");
        assertEquals(List.of("home=Oslo"), entries(in("monday")));

        assertEquals(200, delete(in("monday"), "/v1/memory/items/" + entry(in("monday"), 0).getString("source_id")));

        assertEquals(List.of("home=Rome"), entries(in("monday")));
        assertEquals(200, delete(in("monday"), "/api/sessions/monday?memory=true"));
        assertEquals(List.of(), entries(in("friday")));
    }

    @Test
    void forgettingTheScopeLeavesNothing() {
        in("monday").chat("I live in Rome.");

        assertEquals(200, delete(in("monday"), "/v1/memory"));

        assertEquals(List.of(), entries(in("monday")));
        assertFalse(told(in("tuesday")).contains("Rome"));
    }

    @Test
    void editsAndDeletesEntriesForGood() {
        in("monday").chat("I live in Rome. I'm vegan.");
        in("tuesday").chat("I moved to Oslo.");
        String diet = entry(in("monday"), 0).getString("id");
        String home = entry(in("monday"), 1).getString("id");

        assertEquals(200, in("monday").send("PATCH", "/v1/memory/profile/" + diet, BodyPublishers.ofString("{\"value\":\"vegetarian\"}"))
                .status());
        assertEquals(200, delete(in("monday"), "/v1/memory/profile/" + home));

        assertEquals(List.of("diet=vegetarian"), entries(in("monday")));
        assertFalse(entry(in("monday"), 0).isNull("edited_at"));
        assertEquals(404, delete(in("monday"), "/v1/memory/profile/" + home));
        String told = told(in("friday"));
        assertTrue(told.contains("- diet: vegetarian"), told);
        assertFalse(told.contains("- home:"), told);
    }

    @Test
    void editsAndDeletionsGoWithAnExport() {
        in("monday").chat("I live in Rome. I'm vegan.");
        in("tuesday").chat("I'm allergic to nuts.");
        for (String[] edit : new String[][] {{"diet", "vegetarian"}, {"home", null}, {"allergy", null}}) {
            JsonObject entry = in("monday").get("/v1/memory/profile").json().getJsonArray("entries").getValuesAs(JsonObject.class).stream()
                    .filter(each -> each.getString("kind").equals(edit[0])).findFirst().orElseThrow();
            String path = "/v1/memory/profile/" + entry.getString("id");
            assertEquals(200, edit[1] == null ? delete(in("monday"), path)
                    : in("monday").send("PATCH", path, BodyPublishers.ofString("{\"value\":\"" + edit[1] + "\"}")).status());
        }
        String export = "{\"messages\":[" + in("monday").get("/v1/memory/export").text().strip().replace("\n", ",") + "]}";

        TestClient other = server.client().with(KEY, "another");
        for (int i = 0; i < 2; i++) {
            assertEquals(200, other.post("/v1/memory/messages", export).status());
            assertEquals(List.of("diet=vegetarian"), entries(other));
            assertFalse(entry(other, 0).isNull("edited_at"));
        }
        assertEquals(200, in("monday").post("/v1/memory/messages", export).status());
        assertEquals(List.of("diet=vegetarian"), entries(in("monday")));
        assertEquals(400, other.post("/v1/memory/messages", export.replace("\"vegetarian\"", "7")).status());
    }

    @Test
    void refusesABadEdit() {
        in("monday").chat("I'm vegan.");
        String path = "/v1/memory/profile/" + entry(in("monday"), 0).getString("id");

        for (String body : List.of("{}", "{\"value\":\" \"}", "{\"value\":1}", "{\"value\":\"" + "x".repeat(201) + "\"}",
                "{\"value\":\"a\\nb\"}")) {
            assertEquals(400, in("monday").send("PATCH", path, BodyPublishers.ofString(body)).status(), body);
        }
        assertEquals(404, server.client().with(KEY, "another").send("PATCH", path, BodyPublishers.ofString("{\"value\":\"x\"}")).status());
        assertEquals(List.of("diet=vegan"), entries(in("monday")));
    }

    @Test
    void theTimeOfAnImportedMessageDecides() {
        in("monday").chat("I live in Oslo.");
        in("monday").post("/v1/memory/messages", """
                {"messages":[{"content":"I live in Rome.","created_at":"2020-01-01"},{"content":"I'm vegan.","created_at":"2020-01-01"},
                  {"role":"assistant","content":"I am Max."}]}""");

        assertEquals(List.of("diet=vegan", "home=Oslo"), entries(in("monday")));
        assertEquals("2020-01-01T00:00:00Z", entry(in("monday"), 0).getString("created_at"));
    }
}
