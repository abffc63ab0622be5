package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of runs that lose their connection, come late, come many, or come after a restart. */
class RunResumeServerTest {
    @TempDir
    Path home;

    /** As a browser's EventSource: reads one event, loses the connection, comes back with the id it saw last, until it is told 204. */
    private static List<SseRecorder.Frame> readWithACutAfterEachEvent(TestClient client, String run) {
        List<SseRecorder.Frame> seen = new ArrayList<>();
        while (true) {
            TestClient coming = seen.isEmpty() ? client : client.with("Last-Event-ID", seen.get(seen.size() - 1).id());
            try (SseRecorder stream = coming.follow(Runs.events(run))) {
                if (stream.status() == 204) {
                    return seen;
                }
                Optional<SseRecorder.Frame> frame = stream.next();
                while (frame.isPresent() && frame.get().data() == null) {
                    frame = stream.next();
                }
                frame.ifPresent(seen::add);
            }
        }
    }

    @Test
    void aReaderThatIsCutAtEveryEventMissesNothingAndSeesNothingTwice() {
        try (TestServer server = TestServer.start()) {
            String run = Runs.start(server.client(), "tokens:40 && slow:5");

            List<SseRecorder.Frame> cut = readWithACutAfterEachEvent(server.client(), run);

            assertEquals(frames(server.client(), run), cut);
            assertTrue(Runs.text(cut).startsWith("w0 w1") && Runs.text(cut).endsWith("w39"), () -> Runs.text(cut));
        }
    }

    @Test
    void allReadersGetTheSameBytes() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(10, TestDatabase.daemons());
        try (TestServer server = TestServer.start()) {
            String run = Runs.start(server.client(), "tokens:200 && slow:2");
            Callable<String> reader = () -> body(server.client(), run);

            List<Future<String>> bodies = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                bodies.add(readers.submit(reader));
            }

            String late = "";
            for (Future<String> body : bodies) {
                late = body.get(25, TimeUnit.SECONDS);
                assertEquals(bodies.get(0).get(), late);
            }
            assertEquals(late, body(server.client(), run));
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void aReaderThatComesAfterwardsGetsManyPages() {
        try (TestServer server = TestServer.start()) {
            String run = Runs.start(server.client(), "tokens:5000");
            Runs.end(server.client(), run);

            List<SseRecorder.Frame> late = frames(server.client(), run);

            assertEquals(5_000, Runs.text(late).split(" ").length);
        }
    }

    @Test
    void aRestartChangesNothingOfARunThatHasEnded() {
        String run;
        String before;
        try (TestServer server = start()) {
            run = Runs.start(server.client().with("X-Hermes-Session-Id", "s").with("Idempotency-Key", "k"), "tokens:30 && slow:1");
            before = body(server.client(), run);
        }

        try (TestServer server = start()) {
            assertEquals(before, body(server.client(), run));
            assertEquals("completed", server.client().get("/v1/runs/" + run).json().getString("status"));
            TestClient again = server.client().with("X-Hermes-Session-Id", "s").with("Idempotency-Key", "k");
            assertEquals(run, Runs.start(again, "tokens:30 && slow:1"));
        }
    }

    private TestServer start() {
        return TestServer.start(Map.of("talaria.home", home.toString(), "talaria.store.url", ""));
    }

    private static String body(TestClient client, String run) {
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            return stream.text();
        }
    }

    private static List<SseRecorder.Frame> frames(TestClient client, String run) {
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            return stream.rest();
        }
    }
}
