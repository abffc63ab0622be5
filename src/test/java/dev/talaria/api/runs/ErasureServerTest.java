package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Marked;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a text in the database when its run, its session or its memory has been erased. */
class ErasureServerTest {
    private static final String WORD = "zebrafish7731";
    private static final Set<String> TRANSCRIPTS = Set.of("session", "message", "response", "conversation");

    private TestServer server;

    enum Kind {
        SQLITE, POSTGRESQL
    }

    private void start(Kind kind) {
        server = TestServer.start(kind == Kind.SQLITE ? Map.of("talaria.store.url", TestDatabase.sqliteUrl())
                : TestDatabase.postgresSettings());
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private TestClient client() {
        return server.client().with("X-Hermes-Session-Key", "aquarium").with("X-Hermes-Session-Id", "tank");
    }

    private static Answer delete(TestClient client, String path) {
        return client.send("DELETE", path, BodyPublishers.noBody());
    }

    /** Says the word in every way there is; gives the ids of the runs. */
    private List<String> seed() {
        TestClient client = client();
        List<String> runs = new ArrayList<>();
        runs.add(run(client.with("Idempotency-Key", "a").chat("say:" + WORD + " in a chat")));
        runs.add(run(client.with("X-Hermes-Memory", "off").chat("say:" + WORD + " without memory")));
        runs.add(run(client.chat("error:500 " + WORD)));
        try (SseRecorder stream = client.stream(Chats.streamed("say:" + WORD + " streamed"))) {
            assertTrue(stream.chatText().contains(WORD));
        }
        client.post("/api/sessions/tank/chat", "{\"message\":\"say:" + WORD + " in session chat\"}");
        String run = Runs.start(client.with("Idempotency-Key", "b"), "say:" + WORD + " in a run");
        assertEquals(WORD + " in a run", Runs.end(client, run).getString("output"));
        runs.add(run);
        ResponseCalls responses = new ResponseCalls(client);
        responses.create("say:" + WORD + " in a response", "instructions", "Speak of " + WORD, "conversation", "named");
        JsonObject background = responses.create("say:" + WORD + " in the background", "background", true);
        client.follow("/v1/responses/" + background.getString("id") + "?stream=true").rest();
        return runs;
    }

    private static String run(Answer answer) {
        return answer.header("X-Hermes-Run-Id").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingOfAnErasedSessionIsLeftInAnyTable(Kind kind) {
        start(kind);
        List<String> runs = seed();
        TestClient client = client();
        String elsewhere = run(server.client().with("X-Hermes-Session-Id", "other").chat("say:kept"));
        assertFalse(Marked.columns(server.database(), WORD).isEmpty());

        assertEquals(200, delete(client, "/api/sessions/tank?memory=true").status());

        assertEquals(List.of(), Marked.columns(server.database(), WORD));
        for (String run : runs) {
            assertEquals(404, client.get("/v1/runs/" + run).status());
            assertEquals(404, client.get("/v1/runs/" + run + "/events").status());
        }
        assertEquals(200, server.client().get("/v1/runs/" + elsewhere).status());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingOfAForgottenMemoryIsLeftBesideTheTranscripts(Kind kind) {
        start(kind);
        seed();
        TestClient client = client();

        assertEquals(200, delete(client, "/v1/memory").status());

        List<String> left = Marked.columns(server.database(), WORD).stream()
                .filter(column -> !TRANSCRIPTS.contains(column.substring(0, column.indexOf('.')))).toList();
        assertEquals(List.of(), left);
        delete(client, "/api/sessions/tank?memory=true");
        assertEquals(List.of(), Marked.columns(server.database(), WORD));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void stopsAndErasesWhatIsUnderWayInAnErasedSession(Kind kind) {
        start(kind);
        TestClient client = client();
        client.chat("say:hello");
        String run = Runs.start(client, "say:" + WORD + " && tokens:2000 && slow:50");
        String waiting = Runs.start(client, "say:" + WORD);
        try (SseRecorder durable = client.follow(Runs.events(run))) {
            durable.next().orElseThrow();

            assertEquals(200, delete(client, "/api/sessions/tank?memory=true").status());

            List<SseRecorder.Frame> rest = durable.rest();
            assertEquals("run.cancelled", rest.get(rest.size() - 1).json().getString("event"));
        }
        assertEquals(List.of(), Marked.columns(server.database(), WORD));
        assertEquals(404, client.get("/v1/runs/" + run).status());
        assertEquals(404, client.get("/v1/runs/" + waiting).status());
    }

    @Test
    void letsAReplyInAForgottenMemoryGoOnButKeepsNoRunOfIt() {
        start(Kind.SQLITE);
        TestClient client = client();
        try (SseRecorder reply = client.stream(Chats.streamed("say:" + WORD + " && tokens:20 && slow:50"))) {
            reply.next().orElseThrow();

            assertEquals(200, delete(client, "/v1/memory").status());

            assertTrue(reply.chatText().endsWith("w19"));
        }
        assertEquals(List.of("message.parts"), Marked.columns(server.database(), WORD).stream()
                .filter(column -> !column.equals("session.preview")).toList());
    }

    @Test
    void forgetsTheIdempotencyKeysOfWhatIsErased() {
        start(Kind.SQLITE);
        TestClient client = client();
        String first = run(client.with("Idempotency-Key", "k").chat("say:" + WORD));
        String replayed = run(client.with("Idempotency-Key", "k").chat("say:" + WORD));
        assertEquals(first, replayed);

        delete(client, "/v1/memory");

        Answer again = client.with("Idempotency-Key", "k").chat("say:" + WORD);
        assertEquals(200, again.status());
        assertNotEquals(first, run(again));
    }

    @Test
    void deletesARunOnce() {
        start(Kind.SQLITE);
        TestClient client = client();
        String run = Runs.start(client.with("Idempotency-Key", "r"), "say:" + WORD);
        Runs.end(client, run);

        Answer deleted = delete(client, "/v1/runs/" + run);

        assertEquals(200, deleted.status(), deleted.text());
        assertEquals("{\"id\":\"" + run + "\",\"object\":\"hermes.run\",\"deleted\":true}", deleted.text());
        assertEquals("run_not_found", delete(client, "/v1/runs/" + run).error().getString("code"));
        assertEquals(404, client.get("/v1/runs/" + run).status());
        assertEquals(404, client.get(Runs.events(run)).status());
        assertFalse(Marked.columns(server.database(), WORD).stream().anyMatch(column -> column.startsWith("run")));
        assertNotEquals(run, Runs.start(client.with("Idempotency-Key", "r"), "say:" + WORD), "the key starts a new one");
    }

    @Test
    void refusesToDeleteARunThatIsUnderWay() {
        start(Kind.SQLITE);
        TestClient client = client();
        String run = Runs.start(client, "tokens:2000 && slow:50");

        Answer refused = delete(client, "/v1/runs/" + run);

        assertEquals(409, refused.status(), refused.text());
        assertEquals("run_active", refused.error().getString("code"));
        client.post("/v1/runs/" + run + "/stop", "");
        Runs.end(client, run);
        assertEquals(200, delete(client, "/v1/runs/" + run).status());
    }

    @Test
    void doesNotKnowARunOfSomebodyElse() {
        start(Kind.SQLITE);
        assertEquals("run_not_found", delete(client(), "/v1/runs/run_0123456789abcdef0123456789abcdef").error().getString("code"));
        assertEquals("run_not_found", delete(client(), "/v1/runs/run_x").error().getString("code"));
    }

    @Test
    void erasedTextIsInNoFileOfTheDatabaseAfterAMinutesUpkeep() throws IOException {
        String url = TestDatabase.sqliteUrl();
        server = TestServer.start(Map.of("talaria.store.url", url));
        seed();
        Path file = Path.of(url.substring("jdbc:sqlite:".length()));
        assertTrue(Marked.inFiles(file, WORD));

        delete(client(), "/api/sessions/tank?memory=true");
        for (int second = 0; second < 130; second++) {
            server.database().maintain();
        }

        assertFalse(Marked.inFiles(file, WORD));
    }
}
