package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Crowd;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Runs;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One idempotency key at two servers on one PostgreSQL. */
class SharedKeysTest {
    private static final String KEY = "order-4711-marker";
    private static final String LONG = "tokens:5000 && slow:20";
    private static final int AT_ONCE = 6;

    private TestServer one;
    private TestServer two;
    private TestClient here;
    private TestClient there;

    @BeforeEach
    void start() {
        Map<String, String> settings = TestDatabase.postgresSettings();
        one = TestServer.start(settings);
        two = TestServer.start(settings);
        here = one.client().with("Idempotency-Key", KEY);
        there = two.client().with("Idempotency-Key", KEY);
    }

    @AfterEach
    void stop() {
        if (one != null) {
            one.close();
        }
        if (two != null) {
            two.close();
        }
    }

    @Test
    void theOtherServerAnswersWithTheRunThatIsUnderWay() {
        String run = Runs.start(here, LONG);

        Answer again = there.post("/v1/runs", Runs.body(LONG));

        assertEquals(202, again.status(), again.text());
        assertEquals(run, again.json().getString("run_id"));
        assertEquals(run, again.header("X-Hermes-Run-Id").orElseThrow());
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
        assertEquals("idempotency_key_conflict", there.post("/v1/runs", Runs.body("say:other")).error().getString("code"));
        one.client().post("/v1/runs/" + run + "/stop", "");
    }

    @Test
    void theOtherServerShowsTheResponseThatIsUnderWay() {
        String body = ResponseCalls.body(LONG, "background", true);
        String id = ResponseCalls.ok(here.post("/v1/responses", body)).getString("id");

        Answer again = there.post("/v1/responses", body);

        assertEquals(id, ResponseCalls.ok(again).getString("id"));
        assertEquals("in_progress", again.json().getString("status"));
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
        one.client().post("/v1/responses/" + id + "/cancel", "{}");
    }

    @Test
    void aStreamThatIsUnderWayElsewhereIsRefusedAsSuch() {
        String body = ResponseCalls.body(LONG, "background", true, "stream", true);
        String id;
        try (var events = here.stream("/v1/responses", body)) {
            id = events.next().orElseThrow().json().getJsonObject("response").getString("id");
        }

        Answer again = there.post("/v1/responses", body);

        assertEquals(503, again.status(), again.text());
        assertEquals("run_elsewhere", again.error().getString("code"));
        one.client().post("/v1/responses/" + id + "/cancel", "{}");
    }

    @Test
    void aDetachedChatIsAskedForUntilItIsOver() {
        TestClient detachedHere = here.with("X-Hermes-Disconnect", "detach");
        TestClient detachedThere = there.with("X-Hermes-Disconnect", "detach");
        String body = Chats.body("tokens:60 && slow:20");
        String run;
        try (var stream = detachedHere.stream(body.replaceFirst("\\{", "{\"stream\":true,"))) {
            run = stream.header("X-Hermes-Run-Id").orElseThrow();
        }

        Answer early = detachedThere.post("/v1/chat/completions", body.replaceFirst("\\{", "{\"stream\":true,"));
        Runs.end(one.client(), run);
        Answer late = detachedThere.post("/v1/chat/completions", body.replaceFirst("\\{", "{\"stream\":true,"));

        assertEquals("run_elsewhere", early.error().getString("code"));
        assertEquals(run, early.header("X-Hermes-Run-Id").orElseThrow());
        assertEquals(200, late.status(), late.text());
        assertEquals(run, late.header("X-Hermes-Run-Id").orElseThrow());
    }

    @Test
    void manyAtOnceStartOneRunAndTellNobodyTheKey() throws Exception {
        try (LogLines log = LogLines.ofAll()) {
            Set<String> runs = new HashSet<>();
            for (int round = 0; round < 5; round++) {
                String key = KEY + round;
                List<Callable<Answer>> calls = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    calls.add(() -> one.client().with("Idempotency-Key", key).post("/v1/runs", Runs.body("say:once")));
                    calls.add(() -> two.client().with("Idempotency-Key", key).post("/v1/runs", Runs.body("say:once")));
                }
                List<Answer> answers = Crowd.all(calls);

                assertEquals(Set.of(202), Set.copyOf(answers.stream().map(Answer::status).toList()), answers::toString);
                Set<String> ids = Set.copyOf(answers.stream().map(Answer::json).map(json -> json.getString("run_id")).toList());
                assertEquals(1, ids.size(), ids::toString);
                assertEquals(1, answers.stream().filter(answer -> answer.header("Idempotency-Replayed").isEmpty()).count());
                runs.addAll(ids);
            }
            for (String run : runs) {
                assertEquals("once", end(run).getString("output"));
            }
            int stored = one.database().read(handle -> handle.createQuery("SELECT COUNT(*) FROM run").mapTo(Integer.class).one());
            assertEquals(runs.size(), stored);
            assertFalse(log.lines().stream().anyMatch(line -> line.contains(KEY)), () -> String.join("", log.lines()));
        }
    }

    /** On whichever server it runs. */
    private JsonObject end(String run) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        JsonObject state = one.client().get("/v1/runs/" + run).json();
        while (!Runs.isOver(state)) {
            assertTrue(System.nanoTime() < deadline, state::toString);
            state = one.client().get("/v1/runs/" + run).json();
        }
        return state;
    }

    @Test
    void differentRequestsAtOnceUnderOneKeyConflict() throws Exception {
        List<Answer> answers = Crowd.all(Stream.of(one, two).<Callable<Answer>>map(server ->
                () -> server.client().with("Idempotency-Key", KEY).post("/v1/runs", Runs.body("say:" + server.base().getPort()))).toList());

        List<Integer> statuses = answers.stream().map(Answer::status).sorted().toList();
        assertEquals(List.of(202, 409), statuses, answers::toString);
        JsonObject error = answers.stream().filter(answer -> answer.status() == 409).findFirst().orElseThrow().error();
        assertEquals("idempotency_key_conflict", error.getString("code"));
        assertTrue(!error.toString().contains(KEY), error::toString);
    }
}
