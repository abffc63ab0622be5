package dev.talaria.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Database;
import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client has read to its end is in the transcript, though the server is killed in the same moment.
 * {@code -Dtalaria.crash.rounds=N} repeats it N times.
 */
class AnsweredTurnsCrashTest {
    private static final int CLIENTS = 16;
    /** The kill hits while every client is in the middle of something. */
    private static final int ANSWERS_BEFORE_THE_KILL = 120;

    /** What one client was answered, in its own session. */
    private record AcknowledgedTurn(String session, List<String> lines) {
    }

    @Test
    void keepsEveryAnsweredTurnThroughACrash(@TempDir Path folder) throws Exception {
        int rounds = Integer.getInteger("talaria.crash.rounds", 2);
        for (int round = 0; round < rounds; round++) {
            Path home = folder.resolve("round" + round);
            List<AcknowledgedTurn> answered = killedWhileAnswering(home);

            try (Database database = TestDatabase.file(home)) {
                SessionStore sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));
                for (AcknowledgedTurn one : answered) {
                    List<String> stored = sessions.load(SessionRef.named("default", "", one.session())).branch().stream()
                            .map(node -> node.message().text()).toList();
                    assertEquals(one.lines(), stored.subList(0, Math.min(stored.size(), one.lines().size())), "round " + round);
                }
            }
        }
    }

    private static List<AcknowledgedTurn> killedWhileAnswering(Path home) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (ServerChild server = ServerChild.start(home)) {
            Semaphore answers = new Semaphore(0);
            List<Future<AcknowledgedTurn>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> threads.submit(() -> talk(server.client(), "client" + i, answers))).toList();
            assertTrue(answers.tryAcquire(ANSWERS_BEFORE_THE_KILL, 60, TimeUnit.SECONDS), "the server answers too slowly");
            server.kill();
            List<AcknowledgedTurn> answered = new ArrayList<>();
            for (Future<AcknowledgedTurn> client : clients) {
                answered.add(client.get(60, TimeUnit.SECONDS));
            }
            return answered;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whole and streamed in turns, until the server is gone; what was read to its end counts. */
    private static AcknowledgedTurn talk(TestClient client, String session, Semaphore answers) {
        TestClient here = client.with("X-Hermes-Session-Id", session);
        List<String> lines = new ArrayList<>();
        try {
            for (int i = 0; ; i++) {
                String said = i % 2 == 0 ? here.chat("say:" + i).content() : streamed(here, "say:" + i);
                lines.addAll(List.of("say:" + i, said));
                answers.release();
            }
        } catch (UncheckedIOException | AssertionError e) {
            return new AcknowledgedTurn(session, lines);
        }
    }

    private static String streamed(TestClient client, String text) {
        try (SseRecorder stream = client.stream(Chats.streamed(text))) {
            return stream.chatText();
        }
    }
}
