package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.Runs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose database a newer release has used. */
class NewerReleaseServerTest {
    @TempDir
    Path home;

    private TestServer start() {
        return RunsChild.serve(home, Map.of());
    }

    /** What the newer release does while this one is away. */
    private void change(String sql, Object... values) {
        try (Database database = TestDatabase.file(home); GroupCommit writer = TestDatabase.writer(database)) {
            writer.commit(handle -> assertEquals(1, handle.execute(sql, values)));
        }
    }

    private static TestClient in(TestServer server) {
        return server.client().with("X-Hermes-Session-Id", "s1");
    }

    @Test
    void leavesAWaitingRunThatItCannotCarryOnToTheReleaseThatCan() {
        String waiting;
        try (TestServer server = start()) {
            waiting = Runs.start(in(server), "say:Shall I? && tool:todo {\"clear\":true} && say:Done.");
            try (SseRecorder stream = server.client().follow(Runs.events(waiting))) {
                while (!stream.next().orElseThrow().json().getString("event").equals("approval.request")) {
                    continue;
                }
            }
        }
        change("UPDATE run SET state = REPLACE(state, '{\"v\":1,', '{\"v\":2,')");
        try (TestServer server = start()) {
            assertEquals("waiting_for_approval", server.client().get("/v1/runs/" + waiting).json().getString("status"));
        }
        change("UPDATE run SET state = REPLACE(state, '{\"v\":2,', '{\"v\":1,\"mood\":\"glad\",')");
        try (TestServer server = start()) {
            assertEquals(200, server.client().post("/v1/runs/" + waiting + "/approval", "{\"choice\":\"once\"}").status());

            assertEquals("Shall I? Done.", Runs.end(server.client(), waiting).getString("output"));
        }
    }

    @Test
    void goesOnInASessionThatHoldsAPartItDoesNotKnow() {
        try (TestServer server = start()) {
            assertEquals("Hello.", in(server).chat("say:Hello.").content());
        }
        change("UPDATE message SET parts = ? WHERE role = 'assistant'",
                "[1,{\"type\":\"song\",\"notes\":[\"c\"]},{\"type\":\"text\",\"text\":\"Hello.\",\"tone\":\"glad\"}]");
        try (TestServer server = start()) {
            assertEquals("Again.", in(server).chat("say:Again.").content());
            assertEquals(4, in(server).get("/api/sessions/s1/messages").json().getJsonArray("data").size());
        }
    }

    @Test
    void doesNotAnswerASessionOfWhichItCannotReadAMessage() {
        try (TestServer server = start()) {
            assertEquals("Hello.", in(server).chat("say:Hello.").content());
        }
        change("UPDATE message SET parts = ? WHERE role = 'assistant'", "[2,{\"words\":\"Hello.\"}]");
        try (TestServer server = start()) {
            TestClient.Answer refused = in(server).chat("say:Again.");

            assertEquals(503, refused.status());
            assertEquals("written_by_newer_release", refused.error().getString("code"));
            assertEquals("The database holds the parts of a message in version 2, written by a newer release of this server; this "
                    + "one reads versions up to 1. Finish the upgrade of all servers, or restore a backup from before it.",
                    refused.error().getString("message"));
        }
    }
}
