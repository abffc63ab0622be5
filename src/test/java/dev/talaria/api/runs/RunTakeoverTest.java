package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of runs that wait, when their server goes. */
class RunTakeoverTest {
    private static final String ASKS = "say:Shall I? && tool:todo {\"clear\":true} && say:Done.";
    private static final String LONG = "tokens:2000 && slow:20";

    @TempDir
    Path home;

    private static TestClient in(TestClient client, String session) {
        return client.with("X-Hermes-Session-Id", session);
    }

    /** The run's events as far as its question. */
    private static List<SseRecorder.Frame> untilAsked(TestClient client, String run) {
        List<SseRecorder.Frame> seen = new ArrayList<>();
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            do {
                seen.add(stream.next().orElseThrow());
            } while (!seen.get(seen.size() - 1).json().getString("event").equals("approval.request"));
        }
        return seen;
    }

    private static void approve(TestClient client, String run) {
        TestClient.Answer answer = client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"once\"}");
        assertEquals(200, answer.status(), answer.text());
    }

    private static String status(TestClient client, String run) {
        return client.get("/v1/runs/" + run).json().getString("status");
    }

    @Test
    void aRunThatWaitsForAnApprovalGoesOnFromThereAfterACrash() throws Exception {
        String waiting;
        String behind;
        List<SseRecorder.Frame> seen;
        try (RunsChild child = RunsChild.start(home, Map.of())) {
            waiting = Runs.start(in(child.client(), "s1"), ASKS);
            seen = untilAsked(child.client(), waiting);
            behind = Runs.start(in(child.client(), "s1"), "say:Next.");
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = server.client();
            assertEquals("waiting_for_approval", status(client, waiting));
            assertEquals("queued", status(client, behind));
            assertEquals(seen, untilAsked(client, waiting));

            approve(client, waiting);

            try (SseRecorder stream = client.follow(Runs.events(waiting))) {
                List<SseRecorder.Frame> all = stream.rest();
                assertEquals(seen, all.subList(0, seen.size()));
                assertEquals("approval.responded tool.completed message.delta run.completed",
                        Runs.names(all.subList(seen.size(), all.size())));
                assertEquals("Shall I? Done.", Runs.text(all));
            }
            assertEquals("Shall I? Done.", Runs.end(client, waiting).getString("output"));
            assertEquals("Next.", Runs.end(client, behind).getString("output"));
            assertEquals(6, client.get("/api/sessions/s1/messages").json().getJsonArray("data").size());
        }
    }

    /** The answer is stored before it is confirmed; the one slot is taken, so that the turn cannot go on before the crash. */
    @Test
    void anAnswerThatWasConfirmedCountsThroughACrash() throws Exception {
        String answered;
        try (RunsChild child = RunsChild.start(home, Map.of("talaria.runs.max-concurrent", "1"))) {
            answered = Runs.start(in(child.client(), "s1"), ASKS);
            untilAsked(child.client(), answered);
            Runs.start(in(child.client(), "s2"), LONG);
            approve(child.client(), answered);
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            JsonObject end = Runs.end(server.client(), answered);
            assertEquals("completed", end.getString("status"), end.toString());
            assertEquals("Shall I? Done.", end.getString("output"));
            try (SseRecorder stream = server.client().follow(Runs.events(answered))) {
                assertEquals(1, stream.rest().stream().filter(frame -> frame.data().contains("approval.request")).count());
            }
        }
    }

    @Test
    void aServerThatIsStoppedLeavesWhatWaitsToTheNext() {
        String running;
        String queued;
        String waiting;
        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = server.client();
            running = Runs.start(in(client, "s1"), LONG);
            queued = Runs.start(in(client, "s1"), "say:Next.");
            waiting = Runs.start(in(client, "s2"), ASKS);
            untilAsked(client, waiting);
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = server.client();
            assertTrue(Runs.isOver(client.get("/v1/runs/" + running).json()));
            assertEquals("Next.", Runs.end(client, queued).getString("output"));
            approve(client, waiting);
            assertEquals("Shall I? Done.", Runs.end(client, waiting).getString("output"));
        }
    }

    @Test
    void anIdempotencyKeyStillNamesTheRunThatWasQueued() {
        String queued;
        try (TestServer server = RunsChild.serve(home, Map.of())) {
            Runs.start(in(server.client(), "s1"), LONG);
            queued = Runs.start(in(server.client(), "s1").with("Idempotency-Key", "once"), "say:Next.");
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            assertEquals(queued, Runs.start(in(server.client(), "s1").with("Idempotency-Key", "once"), "say:Next."));
            assertEquals("Next.", Runs.end(server.client(), queued).getString("output"));
        }
    }

    @Test
    void aQueuedRunOfAKeyThatWasRevokedFails() throws Exception {
        Path keys = home.resolve("keys.json");
        Files.writeString(keys, "{\"keys\":[{\"name\":\"bob\",\"key\":\"bobs-own-key\"}]}");
        Map<String, String> settings = Map.of("talaria.keys.file", keys.toString());
        String queued;
        try (TestServer server = RunsChild.serve(home, settings)) {
            TestClient bob = in(server.client("bobs-own-key"), "s1");
            Runs.start(bob, LONG);
            queued = Runs.start(bob, "say:Next.");
        }
        Files.writeString(keys, "{\"keys\":[]}");

        try (TestServer server = RunsChild.serve(home, settings)) {
            JsonObject state = server.client().get("/v1/runs/" + queued).json();
            assertEquals("failed", state.getString("status"));
            assertEquals("The API key of this run is no longer valid", state.getString("error"));
        }
    }

    @Test
    void aResponseInTheBackgroundIsCarriedOutAndStored() {
        String queued;
        String running;
        String body = "{\"input\":\"%s\",\"background\":true}";
        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = in(server.client(), "s1");
            running = client.post("/v1/responses", body.formatted(LONG)).json().getString("id");
            queued = client.post("/v1/responses", body.formatted("say:Next.")).json().getString("id");
        }

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            TestClient client = server.client();
            try (SseRecorder stream = client.follow("/v1/responses/" + queued + "?stream=true")) {
                stream.rest();
            }
            JsonObject response = client.get("/v1/responses/" + queued).json();
            assertEquals("completed", response.getString("status"));
            assertTrue(response.getJsonArray("output").toString().contains("Next."), response::toString);
            assertEquals("failed", client.get("/v1/responses/" + running).json().getString("status"));
        }
    }
}
