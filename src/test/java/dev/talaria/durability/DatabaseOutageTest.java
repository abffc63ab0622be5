package dev.talaria.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.store.DatabaseCondition;
import dev.talaria.testing.Chats;
import dev.talaria.testing.DatabaseProxy;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose PostgreSQL goes away and comes back. */
@Order(1)
class DatabaseOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private DatabaseProxy proxy;
    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() {
        String url = TestDatabase.postgresUrl();
        proxy = DatabaseProxy.before(url);
        server = TestServer.start(Map.of("talaria.store.url", proxy.through(url), "talaria.store.user", "postgres",
                "talaria.store.password", "postgres", "talaria.home", home.toString()));
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.comeBack();
        server.close();
        proxy.close();
    }

    @Test
    void runsThatEndMeanwhileAreStoredWhenItIsBack() throws Exception {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(Runs.start(client, "tokens:" + (20 + i * 5) + " && slow:20"));
        }
        String background = client.post("/v1/responses", "{\"input\":\"tokens:30 && slow:20\",\"background\":true}").json().getString("id");

        proxy.goAway();
        await(() -> readiness() == 503);
        proxy.comeBack();
        await(() -> readiness() == 200);

        for (String run : runs) {
            assertEquals("completed", Runs.end(client, run).getString("status"));
        }
        await(() -> !status("/v1/responses/" + background).equals("in_progress"));
        assertEquals("completed", status("/v1/responses/" + background));
    }

    @Test
    void everyEventThatWasSaidMeanwhileIsThereAfterwards() throws Exception {
        String run = Runs.start(client, "tokens:60 && slow:20");
        proxy.goAway();
        await(() -> readiness() == 503);
        proxy.comeBack();
        await(() -> readiness() == 200);

        JsonObject state = Runs.end(client, run);

        try (SseRecorder stream = client.follow(Runs.events(run))) {
            assertEquals(state.getString("output"), Runs.text(stream.rest()));
        }
    }

    @Test
    void aRunCanBeStoppedAndFollowedWhileTheDatabaseIsAway() throws Exception {
        String run = Runs.start(client, "tokens:5000 && slow:20");
        try (SseRecorder stream = client.follow(Runs.events(run))) {
            stream.next().orElseThrow();
            proxy.goAway();
            await(() -> readiness() == 503);

            assertEquals(200, client.post("/v1/runs/" + run + "/stop", "{}").status());
            assertEquals("stopping", status("/v1/runs/" + run));
            proxy.comeBack();

            List<SseRecorder.Frame> rest = stream.rest();
            assertEquals("run.cancelled", rest.get(rest.size() - 1).json().getString("event"));
        }
    }

    @Test
    void aChatWhoseEndMeetsAShortOutageIsAnsweredLate() throws Exception {
        TestClient session = client.with("X-Hermes-Session-Id", "s1");
        CompletableFuture<TestClient.Answer> answer = CompletableFuture.supplyAsync(
                () -> session.post("/v1/chat/completions", Chats.body("tokens:30 && slow:20")));
        await(() -> client.get("/health/detailed").text().contains("\"active_api_runs\":1"));
        proxy.goAway();
        await(() -> readiness() == 503);
        proxy.comeBack();

        TestClient.Answer late = answer.get(30, TimeUnit.SECONDS);
        assertEquals(200, late.status(), late.text());
        await(() -> readiness() == 200);
        assertTrue(client.get("/api/sessions/s1/messages").text().contains("tokens:30"));
    }

    @Test
    void aFrozenDatabaseIsNoticedAndHoldsNobodyUp() {
        proxy.freeze();
        await(() -> readiness() == 503);

        TestClient.Answer refused = client.get("/api/sessions");

        assertEquals(503, refused.status());
        assertEquals("database_unavailable", refused.error().getString("code"));
        assertEquals("2", refused.header("Retry-After").orElseThrow());
        assertEquals(200, client.get("/health/live").status());
        proxy.comeBack();
        await(() -> readiness() == 200);
        assertEquals(200, client.get("/api/sessions").status());
    }

    @Test
    void itsLossIsLoggedOnceWithTheCause() {
        try (LogLines log = LogLines.ofAll()) {
            proxy.goAway();
            await(() -> readiness() == 503);
            String run = client.post("/v1/runs", Runs.body("say:hi")).text();
            proxy.comeBack();
            await(() -> readiness() == 200);

            List<String> warnings = log.lines().stream().filter(line -> line.contains("WARNING") || line.contains("SEVERE")).toList();
            assertEquals(1, warnings.size(), () -> run + warnings);
            assertTrue(warnings.get(0).contains(DatabaseCondition.class.getName()), warnings.get(0));
            assertTrue(warnings.get(0).lines().count() <= 2, warnings.get(0));
        }
    }

    private int readiness() {
        return client.get("/health/ready").status();
    }

    private String status(String path) {
        return client.get(path).json().getString("status");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it does not come about");
        }
    }
}
