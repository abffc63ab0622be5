package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import dev.talaria.testing.Marked;
import dev.talaria.testing.honcho.HonchoTrouble;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1)
class HonchoForgettingTest {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00Z");
    private static final Peer ANN = new Peer(MemoryScope.ofKey("acme", "ann"), null, null, "ann");
    private static final Peer BOB = new Peer(MemoryScope.ofKey("acme", "bob"), null, null, "bob");

    private final HonchoFixture fixture = new HonchoFixture();
    private HonchoMemory memory = fixture.memory();

    @AfterEach
    void close() throws IOException {
        memory.close();
        fixture.close();
    }

    private void use(HonchoConfig.Naming naming) {
        memory.close();
        memory = fixture.memory(naming);
    }

    private static SessionRef session(String id) {
        return SessionRef.named("acme", "", id);
    }

    private Write turn(Peer peer, String session, String text) {
        return memory.remember(new MemoryTurn(peer, session(session), "run_" + text.hashCode(), memory.epoch(peer.scope()),
                List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON))));
    }

    private void say(Peer peer, String session, String text) {
        fixture.commit(turn(peer, session, text));
    }

    @Test
    void deletesMessagesAndConclusionsAndSaysWhatStays() {
        fixture.honcho.state().deriveAtOnce();
        say(ANN, "monday", "My parrot is called Figaro");
        say(BOB, "monday", "My parrot is called Susanna");
        String name = new HonchoNaming(HonchoFixture.HASHED).of(ANN, 0, null).user();

        Forgotten forgotten = memory.forget(ANN);

        assertEquals(new Forgotten(1, List.of("Honcho cannot delete peers: the empty peer " + name + " remains")), forgotten);
        assertEquals(List.of("My parrot is called Susanna"), fixture.honcho.state().said());
        assertTrue(fixture.honcho.state().conclusions().stream().noneMatch(text -> text.contains("Figaro")));
        assertTrue(fixture.honcho.state().conclusions().stream().anyMatch(text -> text.contains("Susanna")));
    }

    @Test
    void countsAtOnceThoughHonchoIsDown() {
        say(ANN, "monday", "My parrot is called Figaro");
        fixture.honcho.always(HonchoTrouble.error(503));
        fixture.commits.commit(turn(ANN, "monday", "It is green"));

        Forgotten forgotten = memory.forget(ANN);
        fixture.honcho.always(null);
        fixture.awaitDelivery();

        assertEquals("Honcho has not deleted the messages yet; the deletion is retried until it succeeds",
                forgotten.remains().get(forgotten.remains().size() - 1));
        assertEquals(List.of(), fixture.honcho.state().said());
    }

    @Test
    void keepsWhatIsSaidAfterwards() {
        say(ANN, "monday", "My parrot is called Figaro");
        memory.forget(ANN);

        say(ANN, "monday", "The parrot is green");

        Recall recall = memory.recall(new RecallQuery(ANN, session("tuesday"), "parrot", 500));
        assertEquals(List.of("The parrot is green"), recall.items().stream().map(Recall.Item::text).toList());
    }

    @Test
    void deletesWhatAnEarlierForgettingMissed() {
        say(ANN, "monday", "My parrot is called Figaro");
        fixture.honcho.always(HonchoTrouble.error(503));
        memory.forget(ANN);
        memory.forget(ANN);

        fixture.honcho.always(null);
        fixture.awaitDelivery();

        assertEquals(List.of(), fixture.honcho.state().said());
    }

    @Test
    void leavesWhatTheSharedPeerOfOtherKeysIsKnownFor() {
        use(new HonchoConfig.Naming("hermes", "hermes", true, Optional.of("alice"), false));
        fixture.honcho.state().deriveAtOnce();
        say(ANN, "monday", "My parrot is called Figaro");
        say(BOB, "monday", "My parrot is called Susanna");

        memory.forget(ANN);

        assertEquals(List.of("alice said: My parrot is called Susanna", "alice said: My parrot is called Susanna"),
                fixture.honcho.state().conclusions());
    }

    @Test
    void refusesToTakeASessionOutOfTheOneOfItsScope() {
        ApiException refused = assertThrows(ApiException.class, () -> memory.forget(session("monday")));

        assertEquals(ErrorCode.MEMORY_NOT_ERASABLE, refused.code());
    }

    @Test
    void refusesToTakeOneMessageOut() {
        say(ANN, "monday", "My parrot is called Figaro");
        String id = memory.list(ANN, new MemoryPage.PageRequest(null, 1, false)).items().get(0).id();

        ApiException refused = assertThrows(ApiException.class, () -> memory.forget(ANN, id));

        assertEquals(ErrorCode.MEMORY_NOT_ERASABLE, refused.code());
        assertFalse(memory.forget(BOB, id));
    }

    @Test
    void forgetsATranscriptThatHasASessionOfItsOwn() {
        use(HonchoFixture.TRANSCRIPTS);
        say(ANN, "monday", "My parrot is called Figaro");
        say(ANN, "tuesday", "The parrot is green");
        say(BOB, "monday", "My parrot is called Susanna");

        fixture.commit(memory.forget(session("monday")));

        assertEquals(List.of("The parrot is green"), fixture.honcho.state().said());
    }

    @Test
    void keepsATranscriptWhoseDeletionIsNotCommitted() {
        use(HonchoFixture.TRANSCRIPTS);
        say(ANN, "monday", "My parrot is called Figaro");

        assertThrows(IllegalStateException.class, () -> fixture.commits.commit(memory.forget(session("monday")).and(handle -> {
            throw new IllegalStateException("not committed");
        })));
        fixture.awaitDelivery();

        assertEquals(List.of("My parrot is called Figaro"), fixture.honcho.state().said());
    }

    @Test
    void forgetsATranscriptOnceHonchoIsBack() {
        use(HonchoFixture.TRANSCRIPTS);
        say(ANN, "monday", "My parrot is called Figaro");
        fixture.honcho.always(HonchoTrouble.error(503));
        fixture.commits.commit(memory.forget(session("monday")));
        fixture.awaitAttempt();

        fixture.honcho.always(null);
        fixture.awaitDelivery();

        assertEquals(List.of(), fixture.honcho.state().said());
    }

    @Test
    void dropsWhatStillWaitsOfAForgottenTranscript() {
        use(HonchoFixture.TRANSCRIPTS);
        fixture.honcho.always(HonchoTrouble.error(503));
        fixture.commits.commit(turn(ANN, "monday", "Hello"));
        fixture.commits.commit(turn(ANN, "monday", "My parrot is called Figaro"));
        fixture.commits.commit(turn(ANN, "tuesday", "The parrot is green"));
        fixture.awaitAttempt();

        fixture.commits.commit(memory.forget(session("monday")));

        assertFalse(Marked.columns(fixture.database, "Figaro").stream().anyMatch(column -> column.startsWith("outbox")));
        fixture.honcho.always(null);
        fixture.awaitDelivery();
        assertEquals(List.of("The parrot is green"), fixture.honcho.state().said());
    }

    @Test
    void setsATranscriptUpAgainThatGoesOn() {
        use(HonchoFixture.TRANSCRIPTS);
        say(ANN, "monday", "My parrot is called Figaro");
        String name = fixture.honcho.state().sessions().get(0);
        fixture.commit(memory.forget(session("monday")));

        say(ANN, "monday", "The parrot is green");

        assertEquals(List.of("The parrot is green"), fixture.honcho.state().said(name));
        assertEquals(JsonValue.TRUE, fixture.honcho.state().observes(name, "talaria").get("observe_others"));
        fixture.commit(memory.forget(session("monday")));
        assertEquals(List.of(), fixture.honcho.state().said());
    }

    @Test
    void findsAndListsAScopeOfSeveralSessions() {
        use(HonchoFixture.TRANSCRIPTS);
        say(ANN, "monday", "My parrot is called Figaro");
        say(ANN, "tuesday", "The parrot is green");
        say(BOB, "monday", "My parrot is called Susanna");

        List<Remembered> listed = memory.list(ANN, new MemoryPage.PageRequest(null, 10, false)).items();

        assertEquals(List.of("My parrot is called Figaro", "The parrot is green"), listed.stream().map(Remembered::text).toList());
        assertEquals(List.of("The parrot is green"),
                memory.list(ANN, new MemoryPage.PageRequest(listed.get(0).id(), 10, false)).items().stream().map(Remembered::text)
                .toList());
        assertEquals(2, memory.search(ANN, new SearchQuery("parrot", 5, null, null)).size());
        assertEquals(2, memory.profile(ANN).sessions());
    }
}
