package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.store.GroupCommit;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL, one of which is killed. */
@Order(1)
class SharedDatabaseTest {
    /** At 20 ms each longer than several leases. */
    private static final int WORDS_OF_SEVERAL_LEASES = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @TempDir
    Path otherHome;

    @Test
    void aLivingServersRunsAreItsOwnAndADeadOnesAreTakenOver() throws Exception {
        Map<String, String> settings = Map.of("talaria.store.url", TestDatabase.postgresUrl(), "talaria.store.user", "postgres",
                "talaria.store.password", "postgres", "talaria.runs.server-lease", "1s");
        try (RunsChild dying = RunsChild.start(home, settings); TestServer server = RunsChild.serve(otherHome, settings)) {
            TestClient there = dying.client();
            TestClient here = server.client();
            String running = Runs.start(there.with("X-Hermes-Session-Id", "s1"), "tokens:5000 && slow:20");
            String queued = Runs.start(there.with("X-Hermes-Session-Id", "s1"), "say:Next.");
            String waiting = Runs.start(there, "tool:todo {\"clear\":true} && say:Done.");
            try (SseRecorder stream = there.follow(Runs.events(running))) {
                for (int i = 0; i < WORDS_OF_SEVERAL_LEASES; i++) {
                    assertEquals("message.delta", stream.next().orElseThrow().json().getString("event"));
                }
            }
            assertEquals("running", here.get("/v1/runs/" + running).json().getString("status"));
            assertEquals("queued", here.get("/v1/runs/" + queued).json().getString("status"));
            assertEquals("run_elsewhere", approve(here, waiting).error().getString("code"));

            dying.kill();

            JsonObject cut = awaitOver(here, running);
            assertEquals("failed", cut.getString("status"));
            assertEquals("The server was restarted while the run was under way", cut.getString("error"));
            assertEquals("Next.", awaitOver(here, queued).getString("output"));
            assertEquals(200, approve(here, waiting).status());
            assertEquals("Done.", awaitOver(here, waiting).getString("output"));
        }
    }

    @Test
    void aServerThatWasSilentLetsGoOfTheRunsThatOthersHaveTaken() throws Exception {
        Map<String, String> settings = Map.of("talaria.store.url", TestDatabase.postgresUrl(), "talaria.store.user", "postgres",
                "talaria.store.password", "postgres", "talaria.runs.server-lease", "1s");
        try (TestServer server = RunsChild.serve(home, settings); LogLines log = LogLines.ofAll()) {
            TestClient client = server.client();
            String waiting = Runs.start(client.with("X-Hermes-Session-Id", "s1"), "tool:todo {\"clear\":true} && say:Done.");
            String running = Runs.start(client, "tokens:5000 && slow:20");
            awaitStatus(client, waiting, "waiting_for_approval");
            awaitStatus(client, running, "running");
            try (GroupCommit other = TestDatabase.writer(server.database())) {
                other.commit(handle -> {
                    handle.execute("INSERT INTO server_lease (server, expires_at) VALUES ('another', 9000000000000000)");
                    handle.execute("UPDATE run SET server = 'another' WHERE outcome IS NULL");
                });
            }

            awaitElsewhere(() -> approve(client, waiting));
            awaitElsewhere(() -> client.post("/v1/runs/" + running + "/stop", "{}"));
            assertEquals(200, client.with("X-Hermes-Session-Id", "s1").chat("say:Free.").status());
            try (Transcripts transcripts = server.transcripts()) {
                assertEquals(List.of("user: say:Free.", "assistant: Free."), transcripts.everything("s1"));
            }
            log.await("taken ");
            assertEquals(List.of(), log.lines().stream().filter(line -> line.contains("SEVERE") || line.contains("Exception")).toList());
        }
    }

    private static void awaitElsewhere(Supplier<TestClient.Answer> request) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        TestClient.Answer answer = request.get();
        while (answer.status() != 503 || !answer.error().getString("code").equals("run_elsewhere")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the run is not let go of: " + answer);
            }
            answer = request.get();
        }
    }

    private static void awaitStatus(TestClient client, String run, String status) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!client.get("/v1/runs/" + run).json().getString("status").equals(status)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the run does not come to be " + status);
            }
        }
    }

    private static TestClient.Answer approve(TestClient client, String run) {
        return client.post("/v1/runs/" + run + "/approval", "{\"choice\":\"once\"}");
    }

    private static JsonObject awaitOver(TestClient client, String run) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonObject state = client.get("/v1/runs/" + run).json();
        while (!Runs.isOver(state)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nobody takes the run over: " + state);
            }
            state = client.get("/v1/runs/" + run).json();
        }
        return state;
    }
}
