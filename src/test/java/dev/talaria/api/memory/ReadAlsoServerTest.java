package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory scopes that requests read beside their own. */
class ReadAlsoServerTest {
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of("talaria.memory.read-also", "session-key:team-{X-Hermes-Chat-Id}"));
    private final TestClient team = server.client().with("X-Hermes-Session-Key", "team-7");
    private final TestClient ann = server.client().with("X-Hermes-Session-Key", "ann").with("X-Hermes-Chat-Id", "7");

    @BeforeEach
    void remember() {
        say(team, "The parrot of the team is called Figaro");
        say(ann, "My own parrot is called Coco");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        upstream.close();
    }

    private static void say(TestClient client, String text) {
        assertEquals(200, client.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"" + text + "\"}]}").status());
    }

    private static List<JsonObject> search(TestClient client) {
        return client.post("/v1/memory/search", "{\"query\":\"parrot\"}").json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private static List<String> listed(TestClient client) {
        return client.get("/v1/memory/items").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getString("content")).toList();
    }

    @Test
    void recallsFromBoth() {
        ann.with("X-Hermes-Session-Id", "s1").chat("What is the parrot called?");

        String asked = upstream.lastRequest().body();
        assertTrue(asked.contains("Coco") && asked.contains("Figaro"), asked);
    }

    @Test
    void recallsFromBothInARun() {
        String run = Runs.start(ann.with("X-Hermes-Session-Id", "s1"), "What is the parrot called?");

        assertEquals("completed", Runs.end(ann, run).getString("status"));
        assertTrue(upstream.lastRequest().body().contains("Figaro"));
    }

    @Test
    void searchesBothByRank() {
        List<JsonObject> found = search(ann);

        assertEquals(List.of("My own parrot is called Coco", "The parrot of the team is called Figaro"),
                found.stream().map(item -> item.getString("content")).toList());
        assertEquals(List.of(false, true), found.stream().map(item -> item.getBoolean("read_only")).toList());
    }

    @Test
    void writesToItsOwnAlone() {
        ann.with("X-Hermes-Session-Id", "s1").chat("Hello there");
        String id = search(ann).get(1).getString("id");

        assertEquals(404, ann.send("PATCH", "/v1/memory/items/" + id, BodyPublishers.ofString("{\"content\":\"x\"}")).status());
        assertEquals(404, ann.send("DELETE", "/v1/memory/items/" + id, BodyPublishers.noBody()).status());
        ann.send("DELETE", "/v1/memory", BodyPublishers.noBody());

        assertEquals(List.of("The parrot of the team is called Figaro"), listed(team));
        assertEquals(List.of(), listed(ann));
    }

    @Test
    void toolsReadBothAndForgetTheirOwn() {
        TestClient session = ann.with("X-Hermes-Session-Id", "s1");
        upstream.answer(Script.chatToolCall("c1", "memory_search", "{\"query\":\"parrot\"}"), Script.chatText("Done."));
        session.chat("hello");
        assertTrue(upstream.lastRequest().body().contains("Figaro"));

        upstream.answer(Script.chatToolCall("c2", "memory_forget", "{\"query\":\"parrot\"}"), Script.chatText("Done."));
        session.chat("Forget the parrot!");

        assertEquals(List.of("The parrot of the team is called Figaro"), listed(team));
        assertFalse(listed(ann).toString().contains("Coco"));
    }

    @Test
    void readsNoOther() {
        for (TestClient other : List.of(server.client().with("X-Hermes-Session-Key", "bob"),
                server.client().with("X-Hermes-Session-Key", "bob").with("X-Hermes-Chat-Id", "8"))) {
            assertEquals(List.of(), search(other));
        }
        ann.with("X-Hermes-Memory", "off").with("X-Hermes-Session-Id", "s1").chat("What is the parrot called?");
        assertFalse(upstream.lastRequest().body().contains("Figaro"));
    }
}
