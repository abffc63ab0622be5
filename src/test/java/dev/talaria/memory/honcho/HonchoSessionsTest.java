package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.honcho.HonchoTrouble;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How Honcho's sessions are set up, written and read: what Hermes' plug-in lets its users choose. */
class HonchoSessionsTest {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00Z");
    private static final Peer ANN = new Peer(MemoryScope.ofKey("acme", "ann"), "u-1", "Ann", "ann");
    private static final SessionRef MONDAY = SessionRef.named("acme", "", "monday");
    private static final SessionRef TUESDAY = SessionRef.named("acme", "", "tuesday");
    private static final HonchoConfig.Dialectic NEVER = new HonchoConfig.Dialectic(0, "low");

    private final HonchoFixture fixture = new HonchoFixture();
    private HonchoMemory memory = fixture.memory(HonchoFixture.TRANSCRIPTS);

    @AfterEach
    void close() throws IOException {
        memory.close();
        fixture.close();
    }

    private void use(HonchoConfig config) {
        memory.close();
        memory = fixture.memory(config);
    }

    private void say(SessionRef session, String run, String text) {
        fixture.commit(memory.remember(new MemoryTurn(ANN, session, run, 0,
                List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "Well.", NOON)))));
    }

    private Recall recall(SessionRef asking) {
        return memory.recall(new RecallQuery(ANN, asking, "What is my parrot called?", 500));
    }

    private static List<String> conclusions(Recall recall) {
        return recall.items().stream().filter(item -> item.id().equals("conclusion"))
                .map(item -> item.text().substring(item.text().indexOf(": ") + 2)).toList();
    }

    @Test
    void keepsTheAskingSessionOutOfConclusions() {
        fixture.honcho.state().deriveAtOnce();
        say(MONDAY, "run_1", "My parrot is called Figaro");
        say(TUESDAY, "run_2", "It is green");

        assertEquals(List.of("It is green"), conclusions(recall(MONDAY)));
        assertEquals(List.of("My parrot is called Figaro"), conclusions(recall(TUESDAY)));
        assertEquals(List.of("My parrot is called Figaro", "It is green"), conclusions(recall(SessionRef.named("acme", "", "wednesday"))));
        JsonObject asked = fixture.honcho.requests("POST representation").get(0).json();
        assertEquals(1, asked.getJsonObject("filters").getJsonObject("session_id").getJsonArray("in").size());
        assertFalse(recall(MONDAY).degraded());
    }

    @Test
    void asksForNoConclusionsWhereNoOtherSessionIs() {
        fixture.honcho.state().deriveAtOnce();
        say(MONDAY, "run_1", "My parrot is called Figaro");

        assertEquals(List.of(), conclusions(recall(MONDAY)));
        assertEquals(List.of(), fixture.honcho.requests("POST representation"));
    }

    @Test
    void fallsBackOnKnownConclusionsWhereHonchoListsNoSessions() {
        fixture.honcho.state().deriveAtOnce();
        say(MONDAY, "run_1", "My parrot is called Figaro");
        fixture.honcho.next("POST sessions/list", HonchoTrouble.error(500));

        assertTrue(recall(TUESDAY).degraded());
        assertEquals(List.of("My parrot is called Figaro"), conclusions(recall(TUESDAY)));
    }

    @Test
    void readsTheContextAgainAfterSomeTurns() {
        use(fixture.config(new HonchoConfig.Session(false, 25_000, 3), NEVER));
        fixture.honcho.state().deriveAtOnce();
        say(MONDAY, "run_1", "My parrot is called Figaro");
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("My parrot is called Figaro"), conclusions(recall(TUESDAY)));
        }
        assertEquals(1, fixture.honcho.requests("GET context").size());
        assertEquals(1, fixture.honcho.requests("GET summaries").size());
        assertEquals(3, fixture.honcho.requests("POST search").size());

        recall(TUESDAY);

        assertEquals(2, fixture.honcho.requests("GET context").size());
    }

    @Test
    void readsTheContextAgainAtOnceWhereItFailed() {
        use(fixture.config(new HonchoConfig.Session(false, 25_000, 3), NEVER));
        fixture.honcho.next("GET context", HonchoTrouble.error(500));

        assertTrue(recall(TUESDAY).degraded());
        assertFalse(recall(TUESDAY).degraded());
        assertEquals(2, fixture.honcho.requests("GET context").size());
    }

    @Test
    void letsBothPeersObserveEachOther() {
        use(fixture.config(new HonchoConfig.Session(true, 25_000, 1), NEVER));
        say(MONDAY, "run_1", "My parrot is called Figaro");

        JsonObject peers = fixture.honcho.requests("POST sessions").get(0).json().getJsonObject("peers");
        assertEquals(2, peers.size());
        peers.values().forEach(peer -> assertTrue(peer.asJsonObject().values().stream().allMatch(JsonValue.TRUE::equals), peers::toString));
    }

    @Test
    void letsBothPeersOfASessionObserveThatWasThereBefore() {
        use(fixture.config(HonchoConfig.Session.DEFAULT, NEVER));
        say(MONDAY, "run_1", "My parrot is called Figaro");
        use(fixture.config(new HonchoConfig.Session(true, 25_000, 1), NEVER));
        say(MONDAY, "run_2", "It is green");

        List<JsonObject> put = fixture.honcho.requests("PUT peers config").stream().map(request -> request.json()).toList();
        assertEquals(2, put.size());
        put.forEach(peer -> assertTrue(peer.values().stream().allMatch(JsonValue.TRUE::equals), put::toString));
    }

    @Test
    void storesNoLongerMessagesThanHonchoTakes() {
        use(fixture.config(new HonchoConfig.Session(false, 100, 1), NEVER));
        say(MONDAY, "run_1", "x".repeat(250));

        List<Integer> lengths = fixture.honcho.requests("POST messages").get(0).json().getJsonArray("messages")
                .getValuesAs(JsonObject.class).stream().map(message -> message.getString("content").length()).toList();
        assertEquals(List.of(100, 100, 50, 5), lengths);
    }

    @Test
    void letsHonchosModelExamineItsAnswer() {
        use(fixture.config(HonchoConfig.Session.DEFAULT, new HonchoConfig.Dialectic(1, "medium", 3)));
        say(MONDAY, "run_1", "My parrot is called Figaro");
        fixture.awaitTrue(() -> fixture.honcho.requests("POST chat").size() == 3);

        List<String> asked = fixture.honcho.requests("POST chat").stream().map(request -> request.json().getString("query")).toList();
        assertTrue(asked.get(1).contains("They asked: medium") && asked.get(1).contains("missing"), asked::toString);
        assertTrue(asked.get(2).contains("They asked: medium") && asked.get(2).contains("contradicts"), asked::toString);
    }

    @Test
    void keepsTheFirstAnswerWhereHonchosModelFailsToExamineIt() {
        use(fixture.config(HonchoConfig.Session.DEFAULT, new HonchoConfig.Dialectic(1, "low", 2)));
        fixture.honcho.next("POST chat", HonchoTrouble.slow(new CountDownLatch(0)), HonchoTrouble.error(500));
        say(MONDAY, "run_1", "My parrot is called Figaro");

        fixture.awaitTrue(() -> recall(TUESDAY).items().stream().anyMatch(item -> item.text().equals("They asked: low")));
    }

    @Test
    void namesThePeersOfUsersAsHermesDoes() {
        HonchoNaming naming = new HonchoNaming(new HonchoConfig.Naming("hermes", "hermes", true, Optional.of("all"), Map.of("u-1", "ann"),
                false));
        Peer other = new Peer(ANN.scope(), "u-2", null, "ann");

        assertEquals("ann", naming.of(ANN, 0, null).user());
        assertEquals("ann", naming.of(ANN, 1, null).user());
        assertEquals("all", naming.of(other, 0, null).user());
        assertTrue(naming.isShared("ann"));
        assertFalse(new HonchoNaming(HonchoFixture.HERMES).isShared("ann"));
    }
}
