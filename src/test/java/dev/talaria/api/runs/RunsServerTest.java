package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs over HTTP, with the demo model behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunsServerTest {
    private static final String UNKNOWN = "run_0123456789abcdef0123456789abcdef";

    @AutoClose
    private final TestServer server = TestServer.start();
    private final TestClient client = server.client();

    @Test
    void acceptsARunAndTellsItsOutcome() {
        TestClient.Answer answer = client.post("/v1/runs", Runs.body("tokens:5"));

        assertEquals(202, answer.status(), answer.text());
        assertEquals("started", answer.json().getString("status"));
        String run = answer.json().getString("run_id");
        assertEquals(run, answer.header("X-Hermes-Session-Id").orElseThrow());
        JsonObject state = Runs.end(client, run);
        assertEquals("hermes.run", state.getString("object"));
        assertEquals("completed", state.getString("status"));
        assertEquals("w0 w1 w2 w3 w4", state.getString("output"));
        assertEquals("run.completed", state.getString("last_event"));
        assertEquals(run, state.getString("session_id"));
        assertEquals(5, state.getJsonObject("usage").getInt("output_tokens"));
        assertTrue(state.isNull("error"));
    }

    @Test
    void showsItsEvents() {
        String run = Runs.start(client, "reason:thinking && say:hello there");

        try (SseRecorder stream = client.follow(Runs.events(run))) {
            assertEquals(200, stream.status());
            assertEquals(run, stream.header("X-Hermes-Session-Id").orElseThrow());
            List<SseRecorder.Frame> frames = stream.rest();
            assertEquals("reasoning.delta message.delta run.completed", Runs.names(frames));
            assertEquals("hello there", Runs.text(frames));
            assertEquals("hello there", frames.get(frames.size() - 1).json().getString("output"));
            assertTrue(frames.stream().allMatch(frame -> frame.json().getString("run_id").equals(run)
                    && frame.json().getJsonNumber("timestamp").doubleValue() > 1e9));
            assertTrue(frames.stream().mapToLong(frame -> Long.parseLong(frame.id())).reduce(-1, (a, b) -> a < b ? b : Long.MAX_VALUE)
                    < Long.MAX_VALUE);
        }
    }

    @Test
    void closesTheStreamWithAComment() {
        String run = Runs.start(client, "say:hello");

        try (SseRecorder stream = client.follow(Runs.events(run))) {
            String last = null;
            for (var frame = stream.next(); frame.isPresent(); frame = stream.next()) {
                last = frame.get().comment();
            }
            assertEquals("stream closed", last);
        }
    }

    @Test
    void showsToolsAtWork() {
        String run = Runs.start(client, "tool:todo {\"todos\":[\"write\"]} && say:done");

        try (SseRecorder stream = client.follow(Runs.events(run))) {
            List<SseRecorder.Frame> frames = stream.rest();
            assertEquals("tool.started tool.completed message.delta run.completed", Runs.names(frames));
            assertEquals("todo", frames.get(0).json().getString("tool"));
            assertFalse(frames.get(1).json().getBoolean("error"));
            assertEquals(frames.get(0).json().getString("tool_call_id"), frames.get(1).json().getString("tool_call_id"));
        }
    }

    @Test
    void tellsAnUpstreamFailureAsText() {
        String run = Runs.start(client, "error:400");

        JsonObject state = Runs.end(client, run);

        assertEquals("failed", state.getString("status"));
        assertTrue(state.getString("error").startsWith("HTTP 400: "), state::toString);
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            assertEquals("upstream_refused", stream.rest().get(0).json().getString("code"));
        }
    }

    @Test
    void stopsARunAndKeepsWhatItHadSaid() {
        TestClient session = client.with("X-Hermes-Session-Id", "stopped");
        String run = Runs.start(session, "tokens:200 && slow:50");
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            stream.next().orElseThrow();

            TestClient.Answer stop = client.post("/v1/runs/" + run + "/stop", "");

            assertEquals(200, stop.status(), stop.text());
            assertEquals("stopping", stop.json().getString("status"));
            List<SseRecorder.Frame> rest = stream.rest();
            assertEquals("run.cancelled", rest.get(rest.size() - 1).json().getString("event"));
        }
        JsonObject state = client.get("/v1/runs/" + run).json();
        assertEquals("cancelled", state.getString("status"));
        assertTrue(state.getString("output").startsWith("w0"), state::toString);
        assertEquals("run_not_active", client.post("/v1/runs/" + run + "/stop", "").error().getString("code"));
    }

    @Test
    void steersARunningTurn() {
        String run = Runs.start(client.with("X-Hermes-Session-Id", "steered"), "tokens:20 && slow:30");
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            stream.next().orElseThrow();

            TestClient.Answer steer = client.post("/v1/runs/" + run + "/steer", "{\"message\":\"say:new course\"}");

            assertEquals(200, steer.status(), steer.text());
            List<SseRecorder.Frame> rest = stream.rest();
            assertEquals("message.delta run.steered message.delta run.completed", Runs.names(rest));
            assertTrue(Runs.text(rest).endsWith("\n\nnew course"), () -> Runs.text(rest));
        }
        assertEquals("run_not_active", client.post("/v1/runs/" + run + "/steer", "{\"message\":\"late\"}").error().getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"deny,deny,true", "Approve,once,false", "session,session,false"})
    void waitsForAnApproval(String choice, String understood, boolean denied) {
        TestClient own = client.with("X-Hermes-Session-Id", "approval-" + choice);
        String run = Runs.start(own, "tool:todo {\"clear\":true} && say:done");
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            assertEquals("tool.started", stream.next().orElseThrow().json().getString("event"));
            JsonObject request = stream.next().orElseThrow().json();
            assertEquals("approval.request", request.getString("event"));
            assertEquals(4, request.getJsonArray("choices").size());
            assertEquals("waiting_for_approval", client.get("/v1/runs/" + run).json().getString("status"));
            assertEquals("invalid_approval_choice", approve(run, "maybe").error().getString("code"));

            TestClient.Answer answer = approve(run, choice);

            assertEquals(200, answer.status(), answer.text());
            assertEquals(understood, answer.json().getString("choice"));
            assertEquals(1, answer.json().getInt("resolved"));
            assertEquals(understood, stream.next().orElseThrow().json().getString("choice"));
            assertEquals(denied, stream.next().orElseThrow().json().getBoolean("error"));
            stream.rest();
        }
        assertEquals("approval_not_active", approve(run, "once").error().getString("code"));
    }

    @Test
    void hasNothingToApproveWhereNothingWaits() {
        String run = Runs.start(client, "tokens:200 && slow:50");

        assertEquals("approval_not_pending", approve(run, "once").error().getString("code"));

        client.post("/v1/runs/" + run + "/stop", "");
    }

    private TestClient.Answer approve(String run, String choice) {
        return client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"" + choice + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"GET,", "GET,/events", "POST,/stop", "POST,/steer", "POST,/approval"})
    void knowsNoOtherRuns(String method, String rest) {
        for (String run : List.of("run_nope", UNKNOWN)) {
            String path = "/v1/runs/" + run + (rest == null ? "" : rest);
            TestClient.Answer answer = client.send(method, path,
                    HttpRequest.BodyPublishers.ofString("{\"message\":\"hi\",\"choice\":\"once\"}"));

            assertEquals(404, answer.status(), answer.text());
            assertEquals("run_not_found", answer.error().getString("code"));
            assertEquals("Run not found: " + run, answer.error().getString("message"));
        }
    }

    @Test
    void resumesAfterTheGivenEvent() {
        String run = Runs.start(client, "tokens:9");
        List<SseRecorder.Frame> all = frames(client, Runs.events(run));
        String third = all.get(2).id();

        assertEquals(all.subList(3, all.size()), frames(client, Runs.events(run) + "?after=" + third));
        assertEquals(all.subList(3, all.size()), frames(client.with("Last-Event-ID", third), Runs.events(run) + "?after=0"));
        assertEquals(204, client.get(Runs.events(run) + "?after=" + all.get(all.size() - 1).id()).status());
        assertEquals(400, client.get(Runs.events(run) + "?after=x").status());
    }

    private static List<SseRecorder.Frame> frames(TestClient client, String path) {
        try (SseRecorder stream = client.follow(path)) {
            return stream.rest();
        }
    }

    @Test
    void answersHeadWithHeadersAlone() {
        String run = Runs.start(client, "tokens:200 && slow:50");

        TestClient.Answer head = client.send("HEAD", Runs.events(run), HttpRequest.BodyPublishers.noBody());

        assertEquals(200, head.status());
        assertTrue(head.header("Content-Type").orElseThrow().startsWith("text/event-stream"));
        assertEquals(run, head.header("X-Hermes-Run-Id").orElseThrow());
        client.post("/v1/runs/" + run + "/stop", "");
    }

    @Test
    void givesTheSameRunToTheSameIdempotencyKey() {
        TestClient keyed = client.with("Idempotency-Key", "once");
        String first = Runs.start(keyed, "say:one");

        TestClient.Answer again = keyed.post("/v1/runs", Runs.body("say:one"));

        assertEquals(202, again.status(), again.text());
        assertEquals(first, again.json().getString("run_id"));
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
        assertEquals("idempotency_key_conflict", keyed.post("/v1/runs", Runs.body("say:two")).error().getString("code"));
        assertNotEquals(first, Runs.start(client.with("Idempotency-Key", "twice"), "say:one"));
    }

    @Test
    void goesOnInAKnownSession() {
        client.with("X-Hermes-Session-Id", "known").chat("The code word is heron.");

        TestClient.Answer answer = client.post("/v1/runs", "{\"input\":\"What is the code word?\",\"session_id\":\"known\"}");

        assertEquals("known", answer.header("X-Hermes-Session-Id").orElseThrow());
        JsonObject state = Runs.end(client, answer.json().getString("run_id"));
        assertTrue(state.getString("output").contains("heron"), state::toString);
    }

    @Test
    void queuesBehindItsSession() {
        TestClient session = client.with("X-Hermes-Session-Id", "busy");
        String first = Runs.start(session, "tokens:200 && slow:50");

        TestClient.Answer second = session.post("/v1/runs", Runs.body("say:after"));

        assertEquals("queued", second.json().getString("status"));
        assertEquals("queued", client.get("/v1/runs/" + second.json().getString("run_id")).json().getString("status"));
        client.post("/v1/runs/" + first + "/stop", "");
        assertEquals("completed", Runs.end(client, second.json().getString("run_id")).getString("status"));
    }

    @Test
    void stopsARunThatWaits() {
        TestClient session = client.with("X-Hermes-Session-Id", "waiting");
        String first = Runs.start(session, "tokens:200 && slow:50");
        String second = Runs.start(session, "say:never");

        client.post("/v1/runs/" + second + "/stop", "");

        assertEquals("cancelled", Runs.end(client, second).getString("status"));
        client.post("/v1/runs/" + first + "/stop", "");
    }

    @Test
    void refusesABusySessionAtOnceWhereTheClientWantsIt() {
        TestClient session = client.with("X-Hermes-Session-Id", "rejecting");
        String first = Runs.start(session, "tokens:200 && slow:50");

        TestClient.Answer second = session.with("X-Hermes-Multitask", "reject").post("/v1/runs", Runs.body("say:never"));

        assertEquals("session_busy", second.error().getString("code"));
        client.post("/v1/runs/" + first + "/stop", "");
    }

    @Test
    void joinsADetachedChatByItsRunId() {
        SseRecorder chat = client.with("X-Hermes-Disconnect", "detach").stream(Chats.streamed("tokens:40 && slow:20"));
        String run = chat.header("X-Hermes-Run-Id").orElseThrow();
        chat.next().orElseThrow();

        chat.close();

        List<SseRecorder.Frame> live = frames(client, Runs.events(run));
        assertTrue(Runs.text(live).endsWith("w39"), () -> Runs.text(live));
        assertEquals(live, frames(client, Runs.events(run)));
    }

    @Test
    void tellsTheOutcomeOfAForegroundChat() {
        TestClient.Answer chat = client.chat("say:hello");
        String run = chat.header("X-Hermes-Run-Id").orElseThrow();

        List<SseRecorder.Frame> frames = frames(client, Runs.events(run));

        assertEquals("hello", frames.get(frames.size() - 1).json().getString("output"));
        assertEquals("completed", client.get("/v1/runs/" + run).json().getString("status"));
    }

    @Test
    void refusesTwoSessionIdsThatDiffer() {
        TestClient.Answer answer = client.with("X-Hermes-Session-Id", "one").post("/v1/runs", "{\"input\":\"hi\",\"session_id\":\"two\"}");

        assertEquals(400, answer.status());
        assertEquals("invalid_session_id", answer.error().getString("code"));
    }

    @Test
    void advertisesRuns() {
        JsonObject features = client.get("/v1/capabilities").json().getJsonObject("features");

        for (String name : List.of("run_submission", "run_status", "run_events_sse", "run_stop", "run_approval_response", "approval_events",
                "run_events_resume")) {
            assertTrue(features.getBoolean(name), name);
        }
    }
}
