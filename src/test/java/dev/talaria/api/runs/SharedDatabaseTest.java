package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL, one of which is killed. */
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
