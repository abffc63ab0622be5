package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the policy of an API key allows and presumes, wherever a turn begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyPolicyServerTest {
    private static final String ID = "X-Hermes-Session-Id";
    private static final String KEY = "X-Hermes-Session-Key";

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @EnumSource(Door.class)
    void capsConcurrentRunsOfAllDoorsTogether(Door door) {
        TestClient holder = holder("\"limits\": {\"concurrent_runs\": 1}");
        String run = Door.RUNS.ask(holder, "tokens:1000 && slow:50").json().getString("run_id");

        TestClient.Answer refused = door.ask(holder, "hi");

        assertEquals(429, refused.status(), refused::text);
        assertEquals("rate_limit_exceeded", refused.error().getString("code"));
        assertTrue(refused.header("Retry-After").isPresent());
        holder.post("/v1/runs/" + run + "/stop", "");
        holder.get("/v1/runs/" + run + "/events");
        assertEquals(door.served, door.ask(holder, "hi").status());
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void countsTheRequestsOfAMinute(Door door) {
        TestClient holder = holder("\"limits\": {\"requests_per_minute\": 1}");
        TestClient.Answer first = door.ask(holder, "hi");

        TestClient.Answer second = door.ask(holder, "hi");

        assertEquals(door.served, first.status(), first::text);
        assertEquals("0", first.header("x-ratelimit-remaining-requests").orElse(""));
        assertEquals(429, second.status());
        assertEquals("1", second.header("x-ratelimit-limit-requests").orElse(""));
        assertTrue(Integer.parseInt(second.header("Retry-After").orElse("0")) > 0);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "`\"allowed\": {\"models\": [\"other\"]}`|404|model_not_found",
        "`\"allowed\": {\"endpoints\": [\"models\"]}`|403|permission_denied",
        "`\"identity\": {\"allowed_headers\": [\"X-Hermes-Session-Id\"]}`|403|session_header_not_allowed",
        "`\"identity\": {\"session_key_prefix\": \"webui:\"}`|403|session_header_not_allowed",
        "`\"identity\": {\"fixed\": {\"X-Hermes-Session-Key\": \"team\"}}`|403|session_header_not_allowed",
        "`\"identity\": {\"policy\": \"user\"}`|403|session_header_not_allowed"})
    void refusesWhatAKeyIsNotAllowed(String policy, int status, String code) {
        TestClient holder = holder(policy).with(KEY, "ann");
        for (Door door : Door.values()) {
            TestClient.Answer refused = door.ask(holder, "hi");

            assertEquals(status, refused.status(), refused::text);
            assertEquals(code, refused.error().getString("code"));
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "`\"identity\": {\"default_session_key\": \"team\"}`|X-Hermes-Session-Key|team",
        "`\"identity\": {\"fixed\": {\"X-Hermes-Session-Key\": \"team\"}}`|X-Hermes-Session-Key|team",
        "`\"identity\": {\"fixed\": {\"X-Hermes-Session-Id\": \"s-1\"}}`|X-Hermes-Session-Id|s-1",
        "`\"identity\": {\"policy\": \"user\", \"default_user_id\": \"guest\"}`|X-Hermes-User-Id|guest"})
    void presumesWhatACallerDoesNotSay(String policy, String header, String value) {
        TestClient holder = holder(policy);
        for (Door door : Door.values()) {
            TestClient.Answer answer = door.ask(holder, "hi");

            assertEquals(door.served, answer.status(), answer::text);
            assertEquals(value, answer.header(header).orElse(""));
            assertNotEquals("none", answer.header("X-Hermes-Memory").orElse("none"));
        }
    }

    @ParameterizedTest
    @CsvSource({"CHAT, client, false", "CHAT, auto, true", "RUNS, client, false", "RUNS, auto, true",
        "RESPONSES, client, false", "RESPONSES, auto, true"})
    void presumesWhichHistoryCounts(Door door, String history, boolean stored) {
        TestClient holder = holder("\"defaults\": {\"history\": \"" + history + "\"}").with(ID, "s-" + UUID.randomUUID());
        door.told(holder, door.ask(holder, "The password of the vault is swordfish"));

        String answer = door.told(holder, door.ask(holder, "What is the password of the vault?"));

        assertEquals(stored, answer.contains("swordfish"), answer);
    }

    @ParameterizedTest
    @CsvSource({"CHAT, detach, 60, completed", "CHAT, cancel, 1000, cancelled", "RESPONSES, detach, 60, completed",
        "RESPONSES, cancel, 1000, cancelled"})
    void presumesWhatBecomesOfARunWhoseReaderLeaves(Door door, String disconnect, int tokens, String end) {
        TestClient holder = holder("\"defaults\": {\"disconnect\": \"" + disconnect + "\"}");
        String run;
        try (SseRecorder stream = holder.stream(door.path, door.streamed("tokens:" + tokens + " && slow:20"))) {
            run = stream.header("X-Hermes-Run-Id").orElseThrow();
            stream.next();
        }

        assertEquals(end, awaitEnd(holder, run));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void presumesWhetherToolsShowTheirProgress(boolean shown, boolean seen) {
        TestClient holder = holder("\"defaults\": {\"tool_progress\": " + shown + "}");

        try (SseRecorder stream = holder.stream(Door.CHAT.path, Door.CHAT.streamed("tool:todo {}"))) {
            assertEquals(seen, stream.rest().stream().anyMatch(frame -> "hermes.tool.progress".equals(frame.event())));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aHeaderOutweighsWhatTheKeyPresumes(Door door) {
        TestClient holder = holder("\"defaults\": {\"history\": \"client\"}, \"identity\": {\"default_session_key\": \"team\"}");

        assertEquals("mine", door.ask(holder.with(KEY, "mine"), "hi").header(KEY).orElse(""));
        assertFalse(door.ask(holder.with("X-Hermes-History", "server"), "hi").status() >= 400);
    }

    /** Asks without becoming a reader. */
    private static String awaitEnd(TestClient holder, String run) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String status = "running";
        while (status.equals("running") || status.equals("stopping")) {
            assertTrue(System.nanoTime() < deadline, "still " + status);
            status = holder.get("/v1/runs/" + run).json().getString("status");
        }
        return status;
    }

    private TestClient holder(String policy) {
        TestClient.Answer made = server.client().post("/api/keys", "{\"name\": \"k-" + UUID.randomUUID() + "\", " + policy + "}");
        assertEquals(201, made.status(), made::text);
        return server.client(made.json().getString("key"));
    }
}
