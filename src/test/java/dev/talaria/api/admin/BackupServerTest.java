package dev.talaria.api.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.store.Database;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupServerTest {
    private static final String BACKUP = "/api/admin/backup";
    private static final int BEFORE = 20;

    @TempDir
    Path home;

    private TestServer server() {
        return TestServer.start(Map.of("talaria.home", home.toString(), "talaria.store.url", "jdbc:sqlite:" + home.resolve("talaria.db")));
    }

    private static JsonObject ended(TestClient client) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        JsonObject state = client.get(BACKUP).json();
        while (state.getString("status").equals("running")) {
            assertTrue(System.nanoTime() < deadline, state::toString);
            state = client.get(BACKUP).json();
        }
        return state;
    }

    @Test
    void holdsAllThatWasAcknowledgedBeforeWhileOthersWrite() throws Exception {
        List<String> said = new ArrayList<>();
        Path copy;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (TestServer server = server(); LogLines log = LogLines.ofAll()) {
            TestClient client = server.client();
            CountDownLatch writing = new CountDownLatch(BEFORE);
            AtomicBoolean enough = new AtomicBoolean();
            Future<Integer> writer = thread.submit(() -> {
                int turns = 0;
                for (; !enough.get(); turns++) {
                    assertEquals(200, client.with("X-Hermes-Session-Id", "beside").chat("say:w" + turns).status());
                    writing.countDown();
                }
                return turns;
            });
            for (int i = 0; i < BEFORE; i++) {
                client.with("X-Hermes-Session-Id", "s").chat("say:n" + i);
                said.add("n" + i);
            }
            assertTrue(writing.await(30, TimeUnit.SECONDS));

            Answer begun = client.post(BACKUP, "");
            JsonObject end = ended(client);
            enough.set(true);

            assertTrue(writer.get(30, TimeUnit.SECONDS) >= BEFORE);
            assertEquals(202, begun.status(), begun.text());
            assertEquals("completed", end.getString("status"), end::toString);
            assertEquals(begun.json().getString("file"), end.getString("file"));
            copy = Path.of(end.getString("file"));
            assertEquals(home.resolve("backups").toRealPath(), copy.getParent().toRealPath());
            assertEquals(Files.size(copy), end.getJsonNumber("bytes").longValue());
            assertTrue(log.await("was backed up to").contains("Its log grew to"));
        } finally {
            thread.shutdownNow();
        }
        try (Database restored = TestDatabase.open("jdbc:sqlite:" + copy)) {
            assertEquals("ok", restored.read(handle -> handle.createQuery("PRAGMA integrity_check").mapTo(String.class).one()));
            List<String> kept = Transcripts.in(restored).conversation("s");
            said.forEach(text -> assertTrue(kept.stream().anyMatch(line -> line.contains(text)), () -> text + " is not in " + kept));
        }
    }

    @Test
    void tellsWhyItFailedAndLeavesNothingBehind() throws IOException {
        Files.writeString(home.resolve("backups"), "a file where the folder should be");
        try (TestServer server = server()) {
            server.client().post(BACKUP, "");

            JsonObject end = ended(server.client());

            assertEquals("failed", end.getString("status"));
            assertEquals("backup_failed", end.getJsonObject("error").getString("code"));
            assertFalse(end.getJsonObject("error").getString("message").isBlank());
            assertEquals(200, server.client().chat("say:still here").status());
        }
    }

    @Test
    void canBeMadeAgainAndSaysOfNoneThatThereIsNone() throws IOException {
        try (TestServer server = server()) {
            assertEquals(404, server.client().get(BACKUP).status());

            server.client().post(BACKUP, "");
            String first = ended(server.client()).getString("file");
            server.client().post(BACKUP, "");
            String second = ended(server.client()).getString("file");

            try (Stream<Path> files = Files.list(home.resolve("backups"))) {
                assertEquals(List.of(first, second), files.map(Path::toString).sorted().toList());
            }
        }
    }

    @Test
    void isLeftToPostgresqlsOwnMeans() {
        try (TestServer server = TestServer.start(TestDatabase.postgresSettings())) {
            Answer refused = server.client().post(BACKUP, "");

            assertEquals(501, refused.status());
            assertEquals("backup_not_supported", refused.error().getString("code"));
            assertTrue(refused.error().getString("message").contains("pg_dump"), refused.text());
        }
    }

    @Test
    void isNotThereForEverybody() {
        try (TestServer server = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            assertEquals(404, server.client(null).post(BACKUP, "").status());
        }
    }
}
