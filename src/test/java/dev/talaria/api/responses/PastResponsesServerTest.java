package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseStore;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Responses that are looked at when they are over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastResponsesServerTest {
    @AutoClose
    private final TestServer server = TestServer.start();
    private final TestClient client = server.client();

    private JsonObject create(String input) {
        return client.post("/v1/responses", "{\"input\":\"" + input + "\"}").json();
    }

    private List<SseRecorder.Frame> follow(JsonObject response, String query) {
        try (SseRecorder stream = client.follow("/v1/responses/" + response.getString("id") + "?stream=true" + query)) {
            assertEquals(200, stream.status());
            return stream.rest();
        }
    }

    private static List<String> types(List<SseRecorder.Frame> frames) {
        return frames.stream().map(frame -> frame.json().getString("type").substring("response.".length())).toList();
    }

    @Test
    void oneThatWasNotStreamedIsToldFromItsBeginning() {
        JsonObject response = create("reason:Hm. && say:Hello.");

        List<SseRecorder.Frame> frames = follow(response, "");

        assertEquals(List.of("created", "in_progress",
                "output_item.added", "content_part.added", "reasoning_text.delta", "reasoning_text.done", "content_part.done",
                "output_item.done", "output_item.added", "content_part.added", "output_text.delta", "output_text.done",
                "content_part.done", "output_item.done", "completed"), types(frames));
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(i, frames.get(i).json().getInt("sequence_number"));
        }
        assertEquals(client.get("/v1/responses/" + response.getString("id")).json().getJsonArray("output"),
                frames.get(frames.size() - 1).json().getJsonObject("response").getJsonArray("output"));
    }

    @Test
    void itsToolsShowAsTheyDidThen() {
        JsonObject response = create("tool:todo {\\\"todos\\\":[\\\"a\\\"]} && say:Noted.");

        List<SseRecorder.Frame> frames = follow(response, "");

        JsonObject last = frames.get(frames.size() - 1).json().getJsonObject("response");
        assertEquals(List.of("function_call", "function_call_output", "message"),
                last.getJsonArray("output").getValuesAs(item -> item.asJsonObject().getString("type")));
        assertEquals(response.getJsonArray("output"), last.getJsonArray("output"));
        assertEquals(response.getJsonObject("usage"), last.getJsonObject("usage"));
    }

    @Test
    void goesOnAfterAnyOfItsNumbers() {
        JsonObject response = create("say:Hello.");
        List<SseRecorder.Frame> all = follow(response, "");

        assertEquals(all.subList(4, all.size()), follow(response, "&starting_after=3"));
        assertEquals(List.of(), follow(response, "&starting_after=" + (all.size() - 1)));
    }

    @Test
    void aReaderThatSawMoreEventsLiveStillLearnsTheEnd() {
        List<SseRecorder.Frame> frames = follow(create("say:Hello."), "&starting_after=500");

        assertEquals(List.of("completed"), types(frames));
        assertEquals(501, frames.get(0).json().getInt("sequence_number"));
    }

    @Test
    void oneWhoseRunNobodyKnowsAnyMoreHasFailed() {
        String id = "0123456789abcdef0123456789abcdef";
        ResponseHead head = new ResponseHead(id, SessionRef.named("default", "", "lost"), "m", "", null, null, null, null, true, true,
                Json.parse("{}").asJsonObject(), Clock.systemUTC().instant());
        try (GroupCommit commits = TestDatabase.writer(server.database())) {
            commits.commit(new ResponseStore(server.database()).begin(head));
        }

        JsonObject response = client.get("/v1/responses/resp_" + id).json();

        assertEquals("failed", response.getString("status"), response::toString);
        assertEquals("server_error", response.getJsonObject("error").getString("code"));
        assertEquals(List.of("created", "in_progress", "failed"), types(follow(response, "")));
    }

    @Test
    void aBackgroundTaskIsToldByItsWordsAndLeavesNothing() {
        TestClient named = client.with("X-Hermes-Session-Id", "tasks");

        JsonObject task = named.post("/v1/responses", "{\"input\":\"### Task: say a title\"}").json();

        assertEquals("response_not_found", client.get("/v1/responses/" + task.getString("id")).error().getString("code"));
        assertEquals("session_not_found", client.get("/api/sessions/tasks").error().getString("code"));
    }

    @Test
    void whatIsNotStoredIsRememberedAllTheSame() {
        TestClient keyed = client.with("X-Hermes-Session-Key", "unstored");

        JsonObject response = keyed.post("/v1/responses", "{\"input\":\"My favourite colour is teal.\",\"store\":false}").json();

        assertEquals(404, client.get("/v1/responses/" + response.getString("id")).status());
        assertTrue(keyed.get("/v1/memory/items").text().contains("teal"));
        assertFalse(client.get("/api/sessions?limit=200").text().contains("teal"));
    }

    @Test
    void whatIsNotToBeRememberedIsNot() {
        TestClient keyed = client.with("X-Hermes-Session-Key", "forgetful");

        keyed.with("X-Hermes-Memory", "off").post("/v1/responses", "{\"input\":\"My favourite colour is amber.\"}");

        assertFalse(keyed.get("/v1/memory/items").text().contains("amber"));
    }
}
