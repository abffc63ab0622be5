package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of runs when their process dies. */
class RunCrashTest {
    private static final int RUNS = 50;
    /** Those after them find their sessions busy. */
    private static final int SESSIONS = 40;
    private static final int FOLLOWED = 10;
    private static final int SEEN_BEFORE_THE_END = 8;

    @TempDir
    Path home;

    @Test
    void everyAcceptedRunEndsAndEveryEventThatWasSeenIsThere() throws Exception {
        List<String> runs = new ArrayList<>();
        Map<String, List<SseRecorder.Frame>> seen = new ConcurrentHashMap<>();
        ExecutorService readers = Executors.newFixedThreadPool(FOLLOWED, TestDatabase.daemons());
        try (RunsChild child = RunsChild.start(home, Map.of())) {
            TestClient client = child.client();
            CountDownLatch enough = new CountDownLatch(FOLLOWED);
            for (int i = 0; i < RUNS; i++) {
                String input = i < SESSIONS ? "tokens:2000 && slow:20" : "say:run " + i;
                String run = Runs.start(client.with("X-Hermes-Session-Id", "s" + i % SESSIONS), input);
                runs.add(run);
                if (i < FOLLOWED) {
                    readers.execute(() -> follow(client, run, seen, enough));
                }
            }
            assertTrue(enough.await(30, TimeUnit.SECONDS));
        }
        readers.shutdown();
        assertTrue(readers.awaitTermination(20, TimeUnit.SECONDS));

        try (TestServer server = RunsChild.serve(home, Map.of())) {
            for (int i = 0; i < RUNS; i++) {
                String run = runs.get(i);
                if (i < SESSIONS) {
                    checkEnd(server.client(), run, seen.getOrDefault(run, List.of()));
                } else {
                    assertEquals("run " + i, Runs.end(server.client(), run).getString("output"));
                }
            }
            String partial = server.client().get("/v1/runs/" + runs.get(0)).json().getString("output");
            JsonObject next = Runs.end(server.client(), Runs.start(server.client().with("X-Hermes-Session-Id", "s0"), "say:on"));
            assertEquals("completed", next.getString("status"));
            assertTrue(partial.startsWith("w0 w1"), partial);
        }
    }

    private static void follow(TestClient client, String run, Map<String, List<SseRecorder.Frame>> seen, CountDownLatch enough) {
        List<SseRecorder.Frame> frames = new ArrayList<>();
        seen.put(run, frames);
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            for (Optional<SseRecorder.Frame> frame = stream.next(); frame.isPresent(); frame = stream.next()) {
                frame.filter(one -> one.data() != null).ifPresent(frames::add);
                if (frames.size() == SEEN_BEFORE_THE_END) {
                    enough.countDown();
                }
            }
        } catch (UncheckedIOException | AssertionError e) {
            return;
        }
    }

    private static void checkEnd(TestClient client, String run, List<SseRecorder.Frame> seen) {
        JsonObject state = client.get("/v1/runs/" + run).json();
        assertEquals("failed", state.getString("status"));
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            List<SseRecorder.Frame> replayed = stream.rest();
            assertEquals(seen, replayed.subList(0, seen.size()));
            JsonObject last = replayed.get(replayed.size() - 1).json();
            assertEquals("server_restarted", last.getString("code"));
            assertEquals(state.isNull("output") ? "" : state.getString("output"), Runs.text(replayed));
        }
    }
}
