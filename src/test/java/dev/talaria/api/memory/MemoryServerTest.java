package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory API over HTTP. */
class MemoryServerTest {
    private static final String PARROT = """
            {"messages":[{"role":"user","content":"My parrot is called Figaro","name":"Ann","created_at":"2023-05-08T13:56:00Z",
              "metadata":{"id":"1","tag":"pets"}}]}""";
    private static TestServer server;

    private final TestClient mine = server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonObject ok(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    private static JsonObject delete(TestClient client, String path) {
        return ok(client.send("DELETE", path, BodyPublishers.noBody()));
    }

    private static List<JsonObject> data(JsonObject reply) {
        return reply.getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private static List<String> contents(JsonObject reply) {
        return data(reply).stream().map(item -> item.getString("content")).toList();
    }

    private JsonObject search(String query) {
        return ok(mine.post("/v1/memory/search", "{\"query\":\"" + query + "\"}"));
    }

    private void importNumbered(int count) {
        String messages = IntStream.range(0, count)
                .mapToObj(i -> "{\"content\":\"parrot number " + i + "\",\"metadata\":{\"id\":" + i + "}}")
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
        assertEquals(count, ok(mine.post("/v1/memory/messages", messages)).getInt("stored"));
    }

    @Test
    void findsWhatWasImportedAtOnce() {
        JsonObject imported = ok(mine.post("/v1/memory/messages", PARROT));

        JsonObject found = data(search("What is the parrot called?")).get(0);

        assertEquals(1, imported.getInt("stored"));
        assertEquals(data(imported).get(0).getString("id"), found.getString("id"));
        assertEquals("My parrot is called Figaro", found.getString("content"));
        assertEquals("user", found.getString("role"));
        assertEquals("Ann", found.getString("name"));
        assertEquals("2023-05-08T13:56:00Z", found.getString("created_at"));
        assertEquals("{\"id\":\"1\",\"tag\":\"pets\"}", found.getJsonObject("metadata").toString());
        assertTrue(found.getJsonNumber("score").doubleValue() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1600-01-01T00:00:00Z", "2500-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"})
    void keepsTimesFarAway(String at) {
        ok(mine.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"The parrot hatched\",\"created_at\":\"" + at + "\"}]}"));

        assertEquals(at, data(search("parrot")).get(0).getString("created_at"));
        assertEquals(at, ok(mine.get("/v1/memory/profile")).getString("oldest_at"));
    }

    @Test
    void saysWhatWasThereAlready() {
        mine.post("/v1/memory/messages", PARROT);

        JsonObject again = ok(mine.post("/v1/memory/messages", PARROT));

        assertEquals(0, again.getInt("stored"));
        assertEquals(1, again.getInt("existing"));
        assertEquals("existing", data(again).get(0).getString("status"));
    }

    @Test
    void givesATurnWhatWasImported() {
        mine.post("/v1/memory/messages", PARROT);

        assertTrue(mine.with("X-Hermes-Session-Id", "s1").chat("What is my parrot called?").content().contains("Figaro"));
    }

    @Test
    void showsWhatATurnSaid() {
        mine.with("X-Hermes-Session-Id", "s1").chat("My parrot is called Figaro");

        List<String> contents = contents(ok(mine.get("/v1/memory/items?order=asc")));

        assertEquals(2, contents.size());
        assertEquals("My parrot is called Figaro", contents.get(0));
    }

    @Test
    void showsNothingOfAnotherScope() {
        TestClient other = server.client().with("X-Hermes-Session-Key", "other");
        JsonObject imported = ok(mine.post("/v1/memory/messages", PARROT));
        String id = data(imported).get(0).getString("id");

        assertEquals(List.of(), contents(ok(other.post("/v1/memory/search", "{\"query\":\"parrot Figaro\"}"))));
        assertEquals(List.of(), contents(ok(other.get("/v1/memory/items"))));
        assertEquals("", other.get("/v1/memory/export").text());
        TestClient.Answer refused = other.send("DELETE", "/v1/memory/items/" + id, BodyPublishers.noBody());
        assertEquals(404, refused.status());
        assertEquals("memory_item_not_found", refused.error().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/memory/messages", "POST, /v1/memory/search", "GET, /v1/memory/items", "GET, /v1/memory/export",
            "GET, /v1/memory/profile", "DELETE, /v1/memory", "DELETE, /v1/memory/items/mem_1"})
    void refusesARequestWithoutAScope(String method, String path) {
        TestClient.Answer answer = server.client().send(method, path, BodyPublishers.ofString("{}"));

        assertEquals(400, answer.status());
        assertEquals("memory_scope_required", answer.error().getString("code"));
    }

    @Test
    void pagesThroughItems() {
        importNumbered(7);
        List<String> seen = new ArrayList<>();

        JsonObject page = ok(mine.get("/v1/memory/items?limit=3"));
        seen.addAll(contents(page));
        while (page.getBoolean("has_more")) {
            page = ok(mine.get("/v1/memory/items?limit=3&after=" + page.getString("last_id")));
            seen.addAll(contents(page));
        }

        assertEquals(IntStream.iterate(6, i -> i - 1).limit(7).mapToObj(i -> "parrot number " + i).toList(), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "order=up", "after=x"})
    void refusesAListItCannotMake(String query) {
        TestClient.Answer answer = mine.get("/v1/memory/items?" + query);

        assertEquals(400, answer.status());
        assertEquals(query.substring(0, query.indexOf('=')), answer.error().getString("param"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"query\":\" \"}", "{\"query\":\"x\",\"limit\":0}", "{\"query\":\"x\",\"before\":\"soon\"}"})
    void refusesASearchItCannotMake(String body) {
        assertEquals(400, mine.post("/v1/memory/search", body).status());
    }

    @Test
    void searchesBetweenTwoTimes() {
        mine.post("/v1/memory/messages", PARROT);

        assertEquals(0, data(ok(mine.post("/v1/memory/search", "{\"query\":\"parrot\",\"before\":\"2023-05-08T13:56:00Z\"}"))).size());
        assertEquals(1, data(ok(mine.post("/v1/memory/search", "{\"query\":\"parrot\",\"after\":1683554160}"))).size());
    }

    @Test
    void exportsWhatAnImportTakes() {
        importNumbered(450);
        mine.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"" + "A long word. ".repeat(400) + "\"}]}");
        TestClient copy = server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());

        List<String> lines = mine.get("/v1/memory/export").text().lines().toList();
        String body = "{\"messages\":[" + String.join(",", lines) + "]}";

        assertEquals(451, lines.size());
        assertEquals(451, ok(copy.post("/v1/memory/messages", body)).getInt("stored"));
        assertEquals(451, ok(copy.post("/v1/memory/messages", body)).getInt("existing"));
        assertEquals(451, ok(mine.post("/v1/memory/messages", body)).getInt("existing"));
        List<String> copied = copy.get("/v1/memory/export").text().lines().map(MemoryServerTest::content).toList();
        assertEquals(lines.stream().map(MemoryServerTest::content).toList(), copied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\": null, \"session_id\": null}", "{\"id\": \"\", \"session_id\": \" \"}",
        "{\"id\": 7, \"session_id\": 3}", "{\"id\": \"*\"}", "{\"id\": \"a/b%2F\"}"})
    void importsAnExportOnceWhateverItsMetadataNames(String metadata) {
        mine.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"one\",\"metadata\":" + metadata + "}]}");
        mine.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"two\",\"metadata\":{\"session_id\":\"other\"}}]}");
        TestClient copy = server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());
        String body = "{\"messages\":[" + String.join(",", mine.get("/v1/memory/export").text().lines().toList()) + "]}";

        assertEquals(2, ok(copy.post("/v1/memory/messages", body)).getInt("stored"));

        assertEquals(2, ok(copy.post("/v1/memory/messages", body)).getInt("existing"));
        assertEquals(2, ok(mine.post("/v1/memory/messages", body)).getInt("existing"));
        assertEquals(ok(mine.get("/v1/memory/profile")).getInt("sessions"), ok(copy.get("/v1/memory/profile")).getInt("sessions"));
    }

    private static String content(String line) {
        return Json.parse(line).asJsonObject().getString("content");
    }

    @Test
    void deletesOneItem() {
        String id = data(ok(mine.post("/v1/memory/messages", PARROT))).get(0).getString("id");

        assertTrue(delete(mine, "/v1/memory/items/" + id).getBoolean("deleted"));

        assertEquals(0, data(search("parrot")).size());
    }

    @Test
    void forgetsTheWholeScope() {
        importNumbered(12);
        search("parrot");

        JsonObject forgotten = delete(mine, "/v1/memory");

        assertEquals(12, forgotten.getInt("items"));
        assertTrue(forgotten.getJsonArray("remains").isEmpty());
        assertEquals(0, data(search("parrot")).size());
        assertEquals(0, ok(mine.get("/v1/memory/profile")).getInt("items"));
        assertFalse(mine.with("X-Hermes-Session-Id", "s9").chat("Which parrot number do you know?").content().contains("number 3"));
    }

    @Test
    void describesTheScope() {
        mine.post("/v1/memory/messages", PARROT);

        JsonObject profile = ok(mine.get("/v1/memory/profile"));

        assertEquals(1, profile.getInt("items"));
        assertEquals("2023-05-08T13:56:00Z", profile.getString("newest_at"));
        assertEquals("Ann", profile.getJsonArray("participants").getJsonObject(0).getString("name"));
        assertTrue(profile.isNull("representation"));
        assertTrue(profile.isNull("pending_embeddings"));
    }

    @Test
    void servesWhoeverSwitchesTheMemoryOfTurnsOff() {
        TestClient off = mine.with("X-Hermes-Memory", "off");
        off.post("/v1/memory/messages", PARROT);

        assertEquals(1, data(search("parrot")).size());
    }

    @Test
    void isAdvertised() {
        JsonObject capabilities = ok(server.client().get("/v1/capabilities"));

        assertTrue(capabilities.getJsonObject("features").getBoolean("memory_write_api"));
        assertEquals("/v1/memory/search", capabilities.getJsonObject("endpoints").getJsonObject("memory_search").getString("path"));
    }

    private TestClient.Answer patch(TestClient client, String id, String body) {
        return client.send("PATCH", "/v1/memory/items/" + id, BodyPublishers.ofString(body));
    }

    @Test
    void changesTheTextOfAnItem() {
        String id = data(ok(mine.post("/v1/memory/messages", PARROT))).get(0).getString("id");

        JsonObject changed = ok(patch(mine, id, "{\"content\":\"My budgie is called Pico\"}"));

        assertEquals("My budgie is called Pico", changed.getString("content"));
        assertEquals(id, changed.getString("id"));
        assertEquals("2023-05-08T13:56:00Z", changed.getString("created_at"));
        assertEquals("message", changed.getString("kind"));
        assertFalse(changed.isNull("edited_at"));
        assertEquals(List.of(changed), data(ok(mine.get("/v1/memory/items"))));
        assertEquals(List.of(), data(search("parrot Figaro")));
        assertEquals(List.of(id), data(search("budgie")).stream().map(item -> item.getString("id")).toList());
        assertEquals("existing", data(ok(mine.post("/v1/memory/messages", PARROT))).get(0).getString("status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"content\":\" \"}", "{\"content\":7}", "{\"content\":\"x\",\"role\":\"user\"}"})
    void refusesAChangeItCannotMake(String body) {
        String id = data(ok(mine.post("/v1/memory/messages", PARROT))).get(0).getString("id");

        assertEquals(400, patch(mine, id, body).status());
        assertEquals("My parrot is called Figaro", contents(ok(mine.get("/v1/memory/items"))).get(0));
    }

    @Test
    void changesNothingOfAnotherScope() {
        String id = data(ok(mine.post("/v1/memory/messages", PARROT))).get(0).getString("id");

        assertEquals(404, patch(server.client().with("X-Hermes-Session-Key", "other"), id, "{\"content\":\"x\"}").status());
        assertEquals(400, patch(server.client(), id, "{\"content\":\"x\"}").status());
        assertEquals("My parrot is called Figaro", contents(ok(mine.get("/v1/memory/items"))).get(0));
    }

    @ParameterizedTest
    @CsvSource({"role=assistant, second", "session_id=s1, first", "said_before=2023-05-02, first", "said_after=1682985600, second",
        "kind=note, third", "role=user&kind=message, first"})
    void listsAndSearchesByOrigin(String query, String expected) {
        mine.post("/v1/memory/messages", """
                {"messages":[{"content":"parrot first","created_at":"2023-05-01","metadata":{"session_id":"s1"}},
                  {"role":"assistant","content":"parrot second","created_at":"2023-05-02","metadata":{"session_id":"s2"}},
                  {"role":"tool","kind":"note","content":"parrot third","created_at":"2023-05-02","metadata":{"session_id":"s3"}}]}""");
        String members = Stream.of(query.replace("said_", "").split("&")).map(part -> ",\"" + part.replace("=", "\":\"") + "\"")
                .collect(Collectors.joining()).replace("\"1682985600\"", "1682985600");

        assertEquals("parrot " + expected, contents(ok(mine.get("/v1/memory/items?" + query + "&limit=1&order=asc"))).get(0));
        assertTrue(contents(ok(mine.post("/v1/memory/search", "{\"query\":\"parrot\"" + members + "}")))
                .contains("parrot " + expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"role=nobody", "kind=thing", "said_before=soon", "said_after=x"})
    void refusesAFilterItDoesNotKnow(String query) {
        assertEquals(query.substring(0, query.indexOf('=')), mine.get("/v1/memory/items?" + query).error().getString("param"));
    }
}
