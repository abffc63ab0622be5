package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions as resources over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsServerTest {
    private static final String ALL = "/api/sessions";

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void makesASessionAndShowsIt() {
        Answer made = client().post(ALL, "{\"id\":\"made\",\"title\":\" A title \",\"system_prompt\":\"Be brief.\",\"model\":\"gpt-x\"}");
        Answer shown = client().get(ALL + "/made");

        assertEquals(201, made.status(), made.text());
        assertEquals("hermes.session", made.json().getString("object"));
        assertEquals(made.json(), shown.json());
        JsonObject session = shown.json().getJsonObject("session");
        assertEquals(List.of("made", "api_server", "A title", "gpt-x"), List.of(session.getString("id"), session.getString("source"),
                session.getString("title"), session.getString("model")));
        assertTrue(session.getBoolean("has_system_prompt"));
        assertFalse(shown.text().contains("Be brief."), shown.text());
    }

    @Test
    void choosesAnIdWhereTheClientDoesNot() {
        JsonObject first = client().post(ALL, "").json().getJsonObject("session");
        JsonObject second = client().post(ALL, "{\"id\":null,\"title\":\"  \"}").json().getJsonObject("session");

        assertTrue(first.getString("id").matches("api_[0-9]+_[0-9a-f]{8}"), first.toString());
        assertFalse(first.getString("id").equals(second.getString("id")));
        assertEquals(JsonValue.NULL, second.get("title"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"id\":\"taken\"} | 409 | session_exists",
        "{\"title\":\"Taken\"} | 400 | invalid_title",
        "{\"title\":5} | 400 | invalid_title",
        "{\"id\":\"a/b\"} | 400 | invalid_session_id",
        "{\"system_prompt\":[]} | 400 | invalid_system_prompt",
        "{\"model\":1} | 400 | invalid_value",
        "[] | 400 | invalid_json"})
    void refusesToMake(String body, int status, String code) {
        client().post(ALL, "{\"id\":\"taken\",\"title\":\"Taken\"}");

        Answer answer = client().post(ALL, body);

        assertEquals(status, answer.status(), answer.text());
        assertEquals(code, answer.error().getString("code"));
    }

    @Test
    void renamesAndEndsASession() {
        client().post(ALL, "{\"id\":\"patched\",\"title\":\"Before\"}");

        JsonObject titled = patch("patched", "{\"title\":\"After\"}").json().getJsonObject("session");
        JsonObject ended = patch("patched", "{\"end_reason\":\"user_exit\"}").json().getJsonObject("session");
        JsonObject again = patch("patched", "{\"end_reason\":null,\"title\":null}").json().getJsonObject("session");

        assertEquals("After", titled.getString("title"));
        assertEquals("user_exit", ended.getString("end_reason"));
        assertTrue(ended.getJsonNumber("ended_at").doubleValue() >= ended.getJsonNumber("started_at").doubleValue());
        assertEquals(List.of(JsonValue.NULL, JsonValue.NULL, JsonValue.NULL),
                List.of(again.get("title"), again.get("end_reason"), again.get("ended_at")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"model\":\"x\"} | unsupported_session_field",
        "{\"title\":\"Other\"} | invalid_title",
        "{\"title\":{}} | invalid_title",
        "{\"end_reason\":1} | invalid_value"})
    void refusesToChange(String body, String code) {
        client().post(ALL, "{\"id\":\"other\",\"title\":\"Other\"}");
        client().post(ALL, "{\"id\":\"kept\"}");

        Answer answer = patch("kept", body);

        assertEquals(400, answer.status(), answer.text());
        assertEquals(code, answer.error().getString("code"));
        assertEquals(JsonValue.NULL, client().get(ALL + "/kept").json().getJsonObject("session").get("title"));
    }

    @Test
    void namesTheFieldItDoesNotKnow() {
        client().post(ALL, "{\"id\":\"strict\"}");

        assertTrue(patch("strict", "{\"archived\":true}").error().getString("message").contains("archived"));
    }

    @Test
    void deletesASession() {
        client().post(ALL, "{\"id\":\"doomed\",\"title\":\"Doomed\"}");
        say("doomed", "say:hi");

        Answer deleted = delete("doomed");

        assertEquals("{\"object\":\"hermes.session.deleted\",\"id\":\"doomed\",\"deleted\":true}", deleted.text());
        assertEquals(404, client().get(ALL + "/doomed").status());
        assertEquals(201, client().post(ALL, "{\"id\":\"doomed\",\"title\":\"Doomed\"}").status());
        assertTrue(client().get(ALL + "/doomed/messages").json().getJsonArray("data").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PATCH,", "DELETE,", "GET,/messages", "GET,/export", "POST,/fork", "POST,/chat", "POST,/chat/stream"})
    void doesNotKnowASessionThatIsNot(String method, String path) {
        String body = method.equals("POST") ? "{\"message\":\"hi\"}" : "{}";

        Answer answer = client().send(method, ALL + "/nope" + (path == null ? "" : path), BodyPublishers.ofString(body));

        assertEquals(404, answer.status(), answer.text());
        assertEquals("session_not_found", answer.error().getString("code"));
        assertEquals("Session not found: nope", answer.error().getString("message"));
    }

    @Test
    void listsTheLatestActivityFirst() {
        try (TestServer own = TestServer.start()) {
            TestClient client = own.client();
            client.with("X-Hermes-Session-Id", "one").chat("say:first words");
            client.with("X-Hermes-Session-Id", "two").chat("say:2");
            client.with("X-Hermes-Session-Id", "one").chat("say:3");

            JsonObject list = client.get(ALL + "?limit=1").json();

            assertEquals(List.of("list", 1, 0, true), List.of(list.getString("object"), list.getInt("limit"), list.getInt("offset"),
                    list.getBoolean("has_more")));
            JsonObject session = list.getJsonArray("data").getJsonObject(0);
            assertEquals(List.of("one", "chat", "say:first words", 4, 2), List.of(session.getString("id"), session.getString("source"),
                    session.getString("preview"), session.getInt("message_count"), session.getInt("api_call_count")));
            assertEquals(List.of("two"), ids(client.get(ALL + "?limit=1&offset=1").json()));
        }
    }

    @ParameterizedTest
    @CsvSource({"heron, heron", "HERON, heron", "favourite+bird, heron", "Vögel, birds", "vÖGEL, birds", "%25, percent", "_x_, ''",
        "say%3A, ''", "text, ''"})
    void findsSessionsByTitleAndByWords(String text, String expected) {
        try (TestServer own = TestServer.start()) {
            TestClient client = own.client();
            client.with("X-Hermes-Session-Id", "heron").chat("My favourite bird is the Heron.");
            client.post(ALL, "{\"id\":\"birds\",\"title\":\"VÖGEL\"}");
            client.post(ALL, "{\"id\":\"percent\",\"title\":\"100%\"}");

            JsonObject found = client.get(ALL + "?q=" + URLEncoder.encode(URLDecoder.decode(text,
                    StandardCharsets.UTF_8), StandardCharsets.UTF_8)).json();

            assertEquals(expected.isEmpty() ? List.of() : List.of(expected), ids(found));
        }
    }

    @Test
    void filtersBySource() {
        try (TestServer own = TestServer.start()) {
            own.client().with("X-Hermes-Session-Id", "chatted").chat("say:hi");
            own.client().post(ALL, "{\"id\":\"bare\"}");

            assertEquals(List.of("chatted"), ids(own.client().get(ALL + "?source=chat").json()));
            assertEquals(List.of("bare", "chatted"), ids(own.client().get(ALL + "?source=api_server").json()));
            assertEquals(List.of(), ids(own.client().get(ALL + "?source=telegram").json()));
        }
    }

    @Test
    void showsATurnWithToolsAsItsSteps() {
        say("tooled", "tool:todo {\"todos\":[\"rest\"]} && say:done");

        List<JsonObject> messages = client().get(ALL + "/tooled/messages").json().getJsonArray("data").getValuesAs(JsonObject.class);

        assertEquals(List.of("user", "assistant", "tool", "assistant"), messages.stream().map(m -> m.getString("role")).toList());
        JsonObject call = messages.get(1).getJsonArray("tool_calls").getJsonObject(0);
        assertEquals("todo", call.getJsonObject("function").getString("name"));
        assertEquals("tool_calls", messages.get(1).getString("finish_reason"));
        assertEquals(call.getString("id"), messages.get(2).getString("tool_call_id"));
        assertEquals("todo", messages.get(2).getString("tool_name"));
        assertEquals("stop", messages.get(3).getString("finish_reason"));
    }

    @Test
    void showsEveryBranchWhereAskedTo() {
        say("branched", "say:one");
        TestClient session = client().with("X-Hermes-Session-Id", "branched").with("X-Hermes-History", "client");
        session.chat("say:two");

        JsonObject plain = client().get(ALL + "/branched/messages").json();
        JsonObject all = client().get(ALL + "/branched/messages?branches=all").json();
        JsonObject export = client().get(ALL + "/branched/export").json();

        assertEquals(List.of("say:two", "two"), contents(plain));
        assertEquals(List.of("say:one", "one", "say:two", "two"), contents(all));
        List<JsonObject> nodes = all.getJsonArray("data").getValuesAs(JsonObject.class);
        assertEquals(List.of(false, false, true, true), nodes.stream().map(node -> node.getBoolean("in_conversation")).toList());
        assertEquals(nodes.get(3).getString("id"), all.getString("head"));
        assertEquals(nodes.get(2).getString("id"), nodes.get(3).getString("parent_id"));
        assertEquals(all.get("data"), export.get("messages"));
        assertEquals(all.get("head"), export.get("head"));
    }

    @Test
    void showsWhatASessionHoldsThatOnlyGroupsTurns() {
        String id = client().chat("say:grouped").header("X-Hermes-Session-Id").orElseThrow();

        assertEquals(List.of("say:grouped", "grouped"), contents(client().get(ALL + "/" + id + "/messages").json()));
        Answer fork = client().post(ALL + "/" + id + "/fork", "{\"id\":\"ungrouped\"}");
        assertEquals(List.of("say:grouped", "grouped"), contents(client().get(ALL + "/ungrouped/messages").json()), fork.text());
    }

    @Test
    void forgetsWhatMemoryHasFromADeletedSession() {
        TestClient mine = client().with("X-Hermes-Session-Key", "forgetful");
        mine.with("X-Hermes-Session-Id", "secret").chat("My favourite colour is teal.");
        mine.with("X-Hermes-Session-Id", "open").chat("My favourite animal is the otter.");
        assertTrue(mine.with("X-Hermes-Session-Id", "ask1").chat("What is my favourite colour?").content().contains("teal"));
        delete("ask1?memory=true");

        delete("secret?memory=true");

        assertFalse(mine.with("X-Hermes-Session-Id", "ask2").chat("What is my favourite colour?").content().contains("teal"));
        assertTrue(mine.with("X-Hermes-Session-Id", "ask3").chat("What is my favourite animal?").content().contains("otter"));
    }

    @Test
    void keepsTheMemoryOfADeletedSessionOtherwise() {
        TestClient mine = client().with("X-Hermes-Session-Key", "faithful");
        mine.with("X-Hermes-Session-Id", "gone").chat("My favourite colour is teal.");

        delete("gone");

        assertTrue(mine.with("X-Hermes-Session-Id", "after").chat("What is my favourite colour?").content().contains("teal"));
    }

    private TestClient client() {
        return server.client();
    }

    private void say(String session, String text) {
        client().with("X-Hermes-Session-Id", session).chat(text);
    }

    private Answer patch(String id, String body) {
        return client().send("PATCH", ALL + "/" + id, BodyPublishers.ofString(body));
    }

    private Answer delete(String id) {
        return client().send("DELETE", ALL + "/" + id, BodyPublishers.noBody());
    }

    private static List<String> ids(JsonObject list) {
        return list.getJsonArray("data").getValuesAs(JsonObject.class).stream().map(session -> session.getString("id")).toList();
    }

    private static List<String> contents(JsonObject list) {
        return list.getJsonArray("data").getValuesAs(JsonObject.class).stream().map(message -> message.getString("content")).toList();
    }
}
