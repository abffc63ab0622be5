package dev.talaria.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.honcho.HonchoTrouble;
import dev.talaria.testing.honcho.ScriptedHoncho;
import dev.talaria.testing.TestClient;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client has read to its end reaches a memory elsewhere once, though the server is killed while that memory does not answer.
 */
@Timeout(240)
@Order(1)
class DeliveredTurnsCrashTest {
    private static final int TURNS = 200;
    private static final int ANSWERS_BEFORE_THE_KILL = 120;
    private static final int DELIVERED_AT_ONCE = 4;

    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @Test
    void bringsEveryAnsweredTurnToTheMemoryOnce(@TempDir Path home) throws Exception {
        try (ScriptedHoncho honcho = new ScriptedHoncho()) {
            // These arrive, but nobody ever learns that they did.
            IntStream.range(0, DELIVERED_AT_ONCE).forEach(i -> honcho.next("POST messages", HonchoTrouble.hangAfterWork()));
            killWhileAnswering(home, honcho);
            assertEquals(DELIVERED_AT_ONCE, honcho.requests("POST messages").size());

            honcho.always(HonchoTrouble.reset());
            try (ServerChild server = start(home, honcho)) {
                turn(server.client(), "turn after the restart");
                honcho.always(null);
                awaitDelivery(server.client());
            }

            List<String> said = honcho.state().said();
            answered.forEach(text -> assertEquals(1, Collections.frequency(said, text), text));
            assertEquals(new HashSet<>(said).size(), said.size());
            assertTrue(answered.size() > ANSWERS_BEFORE_THE_KILL);
        }
    }

    private static ServerChild start(Path home, ScriptedHoncho honcho) throws Exception {
        return ServerChild.start(home, "talaria.memory.provider=honcho", "talaria.honcho.base-url=" + honcho.url());
    }

    /** Returns when the server is gone, the clients have noticed, and every delivery that was under way has arrived. */
    private void killWhileAnswering(Path home, ScriptedHoncho honcho) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TURNS);
        try (ServerChild server = start(home, honcho)) {
            Semaphore answers = new Semaphore(0);
            for (int i = 0; i < TURNS; i++) {
                String text = "turn " + i;
                threads.execute(() -> {
                    turn(server.client(), text);
                    answers.release();
                });
            }
            assertTrue(answers.tryAcquire(ANSWERS_BEFORE_THE_KILL, 90, TimeUnit.SECONDS), "the server answers too slowly");
            while (honcho.requests("POST messages").size() < DELIVERED_AT_ONCE) {
                honcho.awaitRequest();
            }
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    /** One turn in a scope of its own; what was answered counts, both what was asked and what was said. */
    private void turn(TestClient client, String text) {
        try {
            TestClient.Answer answer = client.with("X-Hermes-Session-Key", text).chat("say:" + text);
            if (answer.status() == 200) {
                answered.addAll(List.of("say:" + text, answer.content()));
            }
        } catch (UncheckedIOException e) {
            // The server was killed first.
        }
    }

    /** What was under way when the server was killed is taken up once its lease is over. */
    private static void awaitDelivery(TestClient client) throws InterruptedException {
        CountDownLatch empty = new CountDownLatch(1);
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
        try {
            looks.scheduleWithFixedDelay(() -> {
                JsonObject outbox = client.get("/api/outbox").json();
                if (outbox.getJsonArray("data").isEmpty()) {
                    empty.countDown();
                }
            }, 0, 300, TimeUnit.MILLISECONDS);
            assertTrue(empty.await(120, TimeUnit.SECONDS), () -> client.get("/api/outbox").text());
        } finally {
            looks.shutdownNow();
        }
    }
}
