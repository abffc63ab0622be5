package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.scope.Identity;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeStoreTest {
    private static final SessionRef SESSION = SessionRef.named("acme", "ann", "s1");

    private final NodeStore nodes = new NodeStore();
    private Database database;
    private GroupCommit writer;
    private SessionStore sessions;

    @BeforeEach
    void threeTurns() {
        database = TestDatabase.sqlite();
        writer = TestDatabase.writer(database);
        sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));
        String end = null;
        for (String letter : List.of("a", "b", "c")) {
            BranchPoint at = new BranchPoint(List.of(), end, List.of(Message.user(letter.toUpperCase(Locale.ROOT))));
            commit(sessions.append(SESSION, new TurnRecord(
                    new Attribution("run_" + letter, "test", "key", "m", Identity.NONE, null), at, Instant.EPOCH,
                    List.of(new TurnRecord.ProducedMessage(Message.assistant(letter), false, Instant.EPOCH)), Usage.NONE, true)));
            end = sessions.load(SESSION).head().orElseThrow().id();
        }
    }

    @AfterEach
    void stop() {
        writer.close();
        database.close();
    }

    @Test
    void closesTheGapThatATurnLeaves() {
        commit(nodes.removeTurn(SESSION, "run_b"));

        assertEquals(List.of("A", "a", "C", "c"), conversation());
    }

    @Test
    void goesOnFromBeforeTheLastTurnWhereThatIsGone() {
        commit(nodes.removeTurn(SESSION, "run_c"));

        assertEquals(List.of("A", "a", "B", "b"), conversation());
    }

    @Test
    void isEmptyAfterItsLastTurn() {
        commit(nodes.removeTurn(SESSION, "run_a").and(nodes.removeTurn(SESSION, "run_b")).and(nodes.removeTurn(SESSION, "run_c")));

        assertTrue(sessions.load(SESSION).nodes().isEmpty());
    }

    @Test
    void keepsWhatOnlyAnotherReleaseKnowsOfAMessageThatIsReduced() {
        Part song = new Part.Unknown(Json.parse("{\"type\":\"song\",\"notes\":[1.50]}"));
        Part said = new Part.Unknown(Json.parse("{\"type\":\"text\",\"text\":\"a\",\"tone\":\"glad\"}"));
        Message message = new Message(Role.ASSISTANT, List.of(new Part.Refusal("No."), song, said), null);
        commit(sessions.append(SESSION, new TurnRecord(new Attribution("run_d", "test", "key", "m", Identity.NONE, null),
                new BranchPoint(List.of(), null, List.of()), Instant.EPOCH,
                List.of(new TurnRecord.ProducedMessage(message, false, Instant.EPOCH)),
                Usage.NONE, true)));
        Node node = sessions.load(SESSION).head().orElseThrow();
        assertEquals(List.of(new Part.Refusal("No."), song, new Part.Text("a")), node.message().parts());

        commit(nodes.reduce(SESSION, node.id(), node.message().parts().subList(1, 3)));

        assertEquals(List.of(song, new Part.Text("a")), sessions.turn(SESSION, "run_d", node.id()).get(0).message().parts());
        assertTrue(database.read(handle -> handle.createQuery("SELECT parts FROM message WHERE run = 'run_d'").mapTo(String.class).one())
                .contains("\"tone\":\"glad\""));
    }

    @Test
    void touchesNoOtherSession() {
        commit(nodes.removeTurn(SessionRef.named("acme", "bob", "s1"), "run_b")
                .and(nodes.removeSome(SessionRef.named("evil", "ann", "s1"), 100, gone -> { })));

        assertEquals(6, conversation().size());
    }

    @Test
    void removesOneMessage() {
        commit(nodes.remove(SESSION, sessions.load(SESSION).branch().get(1).id()));

        assertEquals(List.of("A", "B", "b", "C", "c"), conversation());
    }

    @Test
    void leavesOfAMessageWhatItIsTold() {
        commit(nodes.reduce(SESSION, sessions.load(SESSION).branch().get(0).id(), List.of(new Part.Text("less"))));

        assertEquals("less", conversation().get(0));
    }

    @Test
    void restartsAConversationAndKeepsWhatWasSaid() {
        commit(nodes.restart(SESSION));

        assertTrue(sessions.load(SESSION).branch().isEmpty());
        assertEquals(6, sessions.load(SESSION).nodes().size());
    }

    @Test
    void findsWhatOneRunStored() {
        String end = sessions.load(SESSION).branch().get(3).id();

        assertEquals(List.of("B", "b"), sessions.turn(SESSION, "run_b", end).stream().map(node -> node.message().text()).toList());
    }

    @Test
    void findsWhatIsLeftOfARunWhoseEndIsGone() {
        String end = sessions.load(SESSION).branch().get(3).id();
        commit(nodes.remove(SESSION, end));

        assertEquals(List.of("B"), sessions.turn(SESSION, "run_b", end).stream().map(node -> node.message().text()).toList());
    }

    @Test
    void removesASessionWithEverythingInIt() {
        commit(handle -> handle.execute("INSERT INTO tool_consent (tenant, owner, session, tool, id, created_at)"
                + " VALUES ('acme', 'ann', 's1', 'shell', 'c1', 0), ('acme', 'ann', '', 'shell', 'c2', 0)"));
        commit(nodes.removeSome(SESSION, 100, gone -> { }));

        assertTrue(sessions.load(SESSION).nodes().isEmpty());
        assertEquals(List.of("c2"), database.read(handle -> handle.createQuery("SELECT id FROM tool_consent").mapTo(String.class).list()));
    }

    @Test
    void storesNoSummaryOfWhatWasReducedMeanwhile() {
        Transcript loaded = sessions.load(SESSION);
        SummaryStore.Summary summary = new SummaryStore.Summary(loaded.branch().get(1).id(), "They said A.", 2);
        commit(SummaryStore.put(SESSION, loaded, summary, Instant.EPOCH));
        assertEquals(1, summaries());

        commit(nodes.reduce(SESSION, loaded.branch().get(0).id(), List.of(new Part.Text("less"))));
        assertEquals(0, summaries());
        commit(SummaryStore.put(SESSION, loaded, summary, Instant.EPOCH));
        assertEquals(0, summaries());
    }

    private long summaries() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM context_summary").mapTo(Long.class).one());
    }

    private List<String> conversation() {
        return sessions.load(SESSION).branch().stream().map(node -> node.message().text()).toList();
    }

    private void commit(Write write) {
        writer.submit(write).join();
    }
}
