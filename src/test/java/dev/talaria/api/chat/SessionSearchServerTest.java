package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model's search in earlier conversations, over HTTP with the demo model. */
class SessionSearchServerTest {
    private static TestServer server;

    private final TestClient ann = person(server.client());

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static TestClient person(TestClient client) {
        return client.with("X-Hermes-Session-Key", UUID.randomUUID().toString());
    }

    private static String session() {
        return "s-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String say(TestClient who, String text) {
        String session = session();
        assertEquals(200, who.with("X-Hermes-Session-Id", session).chat(text).status());
        return session;
    }

    /** What the model is told, in a conversation of its own. */
    private static String search(TestClient who, String arguments) {
        return searchIn(who, session(), arguments);
    }

    private static String searchIn(TestClient who, String session, String arguments) {
        return who.with("X-Hermes-Session-Id", session).chat("tool:session_search " + arguments).content();
    }

    private static void send(TestClient who, String method, String path, String body) {
        int status = who.send(method, path, BodyPublishers.ofString(body)).status();
        assertTrue(status < 300, method + " " + path + ": " + status);
    }

    @Test
    void findsConversationsWithIdTitleDayAndExcerpt() {
        String wales = say(ann, "say:The campsite near Tenby has warm showers");
        String other = say(ann, "say:The train to Vienna leaves at noon");
        send(ann, "PATCH", "/api/sessions/" + wales, "{\"title\":\"A trip to Wales\"}");

        String told = search(ann, "{\"query\":\"campsite showers\"}");

        assertTrue(told.matches("(?s).*Session " + wales + ", \"A trip to Wales\", \\d{4}-\\d\\d-\\d\\d\n- \\[\\d{4}-\\d\\d-\\d\\d \\w+] .*"
                + "campsite near Tenby.*"), told);
        assertFalse(told.contains(other), told);
    }

    @Test
    void findsByTheTitleAlone() {
        String plans = say(ann, "say:Let us begin");
        send(ann, "PATCH", "/api/sessions/" + plans, "{\"title\":\"Quarterly Übersicht\"}");

        assertTrue(search(ann, "{\"query\":\"übersicht quarterly\"}").contains("Session " + plans + ", \"Quarterly"));
        assertFalse(search(person(server.client()), "{\"query\":\"übersicht\"}").contains(plans));
    }

    @Test
    void listsTheLatestWithoutAQueryAndReadsOne() {
        String older = say(ann, "say:Older words");
        String newer = say(ann, "say:Newer words");

        String list = search(ann, "{}");
        assertTrue(list.indexOf("Session " + newer) < list.indexOf("Session " + older), list);
        assertTrue(list.contains(older), list);

        String read = search(ann, "{\"session\":\"" + older + "\"}");
        assertTrue(read.contains("Older words") && !read.contains("Newer"), read);
        assertTrue(search(ann, "{\"session\":\"no-such\"}").contains("Nothing was found"));
    }

    @Test
    void restrictsByTime() {
        String session = say(ann, "say:A heron stood there");

        assertTrue(search(ann, "{\"query\":\"heron\",\"after\":\"2020-01-01\"}").contains(session));
        assertFalse(search(ann, "{\"query\":\"heron\",\"before\":\"2020-01-01\"}").contains(session));
    }

    @Test
    void marksTheConversationInWhichItIsAsked() {
        String session = say(ann, "say:The heron is grey");

        String told = searchIn(ann, session, "{\"query\":\"heron grey\"}");

        assertTrue(told.contains("Session " + session) && told.contains("(this conversation)"), told);
        assertFalse(search(ann, "{\"query\":\"heron grey\"}").contains("Session " + session + ", without a title, (this"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "api-key"})
    void showsNothingOfOtherPeopleKeysAndTenants(String policy) {
        String secret = say(ann, "say:The badger sleeps in the cellar");
        TestClient admin = server.client();
        JsonObject made = admin.post("/api/keys", "{\"name\":\"k" + UUID.randomUUID() + "\",\"tenant\":\"t" + UUID.randomUUID()
                + "\",\"identity\":{\"policy\":\"" + policy + "\"}}").json();
        TestClient key = server.client(made.getString("key"));
        TestClient one = policy.equals("user") ? key.with("X-Hermes-User-Id", "one")
                : key.with("X-Hermes-Session-Key", made.getString("name") + ":one");
        TestClient two = policy.equals("user") ? key.with("X-Hermes-User-Id", "two")
                : key.with("X-Hermes-Session-Key", made.getString("name") + ":two");
        String own = say(one, "say:The badger digs in the garden");

        assertTrue(search(one, "{\"query\":\"badger\"}").contains(own));
        assertFalse(search(one, "{\"query\":\"badger\"}").contains("cellar"));
        assertFalse(search(two, "{\"query\":\"badger\"}").contains("garden"));
        assertFalse(search(two, "{\"session\":\"" + own + "\"}").contains("garden"));
        assertFalse(search(ann, "{\"query\":\"badger\"}").contains("garden"));
        assertFalse(search(person(server.client()), "{\"session\":\"" + secret + "\"}").contains("cellar"));
    }

    @Test
    void showsNothingThatWasErased() {
        String deleted = say(ann, "say:The walrus sings");
        String forgotten = say(ann, "say:The walrus dances");
        send(ann, "DELETE", "/api/sessions/" + deleted, "");
        assertFalse(search(ann, "{\"query\":\"walrus sings\"}").contains(deleted));
        String item = ann.get("/v1/memory/items?limit=100").json().getJsonArray("data")
                .getValuesAs(JsonObject.class).stream().filter(each
                        -> each.getString("content").equals("The walrus dances")).findFirst().orElseThrow()
                .getString("id");

        send(ann, "DELETE", "/v1/memory/items/" + item, "");
        String told = search(ann, "{\"session\":\"" + forgotten + "\"}");
        assertFalse(told.contains("assistant] The walrus dances"), told);

        send(ann, "DELETE", "/v1/memory", "");
        assertFalse(search(ann, "{\"query\":\"walrus dances\"}").contains(forgotten));
    }

    @Test
    void isOfferedOnlyWhereThereIsMemory() {
        assertTrue(server.client().chat("tool:session_search {}").content().startsWith("There is no tool session_search"));
        assertTrue(ann.with("X-Hermes-Session-Id", session()).with("X-Hermes-Memory", "off").chat("tool:session_search {}").content()
                .startsWith("There is no tool session_search"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"query\":7}", "{\"after\":\"soon\"}", "{\"session\":[]}"})
    void tellsTheModelOfFaultyArguments(String arguments) {
        assertTrue(search(ann, arguments).contains("Error: "));
    }

    @Test
    void findsTheSameOnPostgres() {
        try (TestServer postgres = TestServer.start(TestDatabase.postgresSettings())) {
            TestClient bob = person(postgres.client());
            String session = say(bob, "say:The lighthouse keeper paints");
            send(bob, "PATCH", "/api/sessions/" + session, "{\"title\":\"Coast\"}");

            assertTrue(search(bob, "{\"query\":\"lighthouse\"}").contains("Session " + session + ", \"Coast\""));
            assertTrue(search(bob, "{\"query\":\"coast\"}").contains("Session " + session));
            assertFalse(search(person(postgres.client()), "{\"query\":\"lighthouse\"}").contains("paints"));
        }
    }

    @Test
    void isListedAmongTheToolsets() {
        assertTrue(server.client().get("/v1/toolsets").json().getJsonArray("data").contains(Json.parse("""
                {"name":"sessions","label":"🗂️ Sessions","description":"Finds earlier conversations with the user","enabled":true,
                "configured":true,"tools":["session_search"]}""")));
        try (TestServer without = TestServer.start(Map.of("talaria.agent.tools", "todo,memory"))) {
            assertFalse(without.client().get("/v1/toolsets").text().contains("session_search"));
        }
    }
}
