package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.SseRecorder.Frame;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackgroundResponsesServerTest {
    private ScriptedUpstream upstream;
    private TestServer server;
    private ResponseCalls calls;

    @BeforeEach
    void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.start(Map.of("talaria.model.base-url", upstream.baseUrl().toString(), "talaria.model.name", "m"));
        calls = new ResponseCalls(server.client());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void answersAtOnceAndIsReadLater() {
        CountDownLatch more = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(more, "a", "b"));

        JsonObject begun = calls.create("hi", "background", true);
        more.countDown();
        List<Frame> frames = follow(begun.getString("id"), "").rest();

        assertEquals("queued", begun.getString("status"));
        assertTrue(begun.getBoolean("background"));
        assertEquals(frames.get(frames.size() - 1).json().getJsonObject("response"),
                ResponseCalls.ok(calls.get(begun.getString("id"))));
        assertEquals("ab", ResponseCalls.text(ResponseCalls.ok(calls.get(begun.getString("id")))));
    }

    @Test
    void isResumedAfterAnySequenceNumber() {
        upstream.answer(Script.chatStream("a", "b", "c"));
        List<Frame> frames = server.client().stream("/v1/responses", ResponseCalls.body("hi", "background", true, "stream", true)).rest();
        String id = frames.get(0).json().getJsonObject("response").getString("id");

        for (int after = 0; after < frames.size(); after++) {
            assertEquals(frames.subList(after + 1, frames.size()), follow(id, "&starting_after=" + after).rest());
        }
    }

    @Test
    void goesOnWithoutItsReader() {
        CountDownLatch more = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(more, "a", "b"));
        String id;
        try (SseRecorder events = server.client().stream("/v1/responses", ResponseCalls.body("hi", "background", true, "stream", true))) {
            id = events.next().orElseThrow().json().getJsonObject("response").getString("id");
        }

        more.countDown();
        List<Frame> frames = follow(id, "").rest();

        assertEquals("ab", ResponseCalls.text(frames.get(frames.size() - 1).json().getJsonObject("response")));
    }

    @Test
    void isCancelled() {
        CountDownLatch never = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(never, "a", "b"));
        String id = calls.create("hi", "background", true).getString("id");
        SseRecorder events = follow(id, "");
        while (!events.next().orElseThrow().event().equals("response.output_text.delta")) {
            continue;
        }

        JsonObject cancelled = ResponseCalls.ok(server.client().post("/v1/responses/" + id + "/cancel", "{}"));
        List<Frame> rest = events.rest();
        never.countDown();

        assertEquals("cancelled", cancelled.getString("status"));
        assertEquals("a", ResponseCalls.text(cancelled));
        assertEquals("response.incomplete", rest.get(rest.size() - 1).event());
        assertEquals(cancelled, ResponseCalls.ok(calls.get(id)));
        assertEquals(cancelled, ResponseCalls.ok(server.client().post("/v1/responses/" + id + "/cancel", "{}")));
    }

    @Test
    void tellsWhyItFailed() {
        upstream.answer(Script.chatError(500, "boom", "x"));
        String id = calls.create("hi", "background", true).getString("id");

        List<Frame> frames = follow(id, "").rest();

        assertEquals("response.failed", frames.get(frames.size() - 1).event());
        assertEquals("failed", ResponseCalls.ok(calls.get(id)).getString("status"));
    }

    @Test
    void isBegunOnceUnderOneIdempotencyKey() {
        upstream.answer(Script.chatText("once"));
        var client = server.client().with("Idempotency-Key", "k");
        String body = ResponseCalls.body("hi", "background", true);

        String first = client.post("/v1/responses", body).json().getString("id");
        var again = client.post("/v1/responses", body);

        assertEquals(first, again.json().getString("id"));
        assertTrue(Set.of("queued", "in_progress", "completed").contains(again.json().getString("status")));
    }

    private SseRecorder follow(String id, String query) {
        return server.client().follow("/v1/responses/" + id + "?stream=true" + query);
    }
}
