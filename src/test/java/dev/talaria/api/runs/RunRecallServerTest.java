package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a run tells of what it remembered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunRecallServerTest {
    @AutoClose
    private final TestServer server = TestServer.start();

    private static List<SseRecorder.Frame> events(TestClient client, String input) {
        try (SseRecorder stream = client.follow(Runs.events(Runs.start(client, input)))) {
            return stream.rest();
        }
    }

    @Test
    void tellsWhatWasRecalledAndWhy() {
        TestClient client = server.client().with("X-Hermes-Session-Key", "ann");
        String id = client.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"My parrot is called Figaro.\"}]}").json()
                .getJsonArray("data").getJsonObject(0).getString("id");

        JsonObject recalled = events(client, "What is my parrot called?").get(0).json();

        assertEquals("memory.recalled", recalled.getString("event"));
        JsonObject item = recalled.getJsonArray("items").getJsonObject(0);
        assertEquals(id, item.getString("id"));
        assertTrue(item.getJsonNumber("score").doubleValue() > 0);
        assertEquals(List.of("words", "self"), item.getJsonArray("signs").getValuesAs(JsonString::getString));
    }

    @Test
    void tellsNothingWhereNothingWasFound() {
        TestClient client = server.client().with("X-Hermes-Session-Key", "bob");

        assertEquals("message.delta run.completed", Runs.names(events(client, "say:hello")));
    }
}
