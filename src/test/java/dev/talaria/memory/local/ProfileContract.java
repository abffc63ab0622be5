package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileEntry;
import dev.talaria.memory.UserState;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The profile as the built-in memory stores it, on whichever database. */
abstract class ProfileContract extends LocalMemoryFixture {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00.123456Z");
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final Peer PEER = Peer.of(SCOPE);

    ProfileContract() {
        super(Clock.fixed(NOON.plusSeconds(60), ZoneOffset.UTC));
    }

    private void say(Peer peer, String session, long epoch, String text, Instant at) {
        MemoryTurn turn = new MemoryTurn(peer, SessionRef.named("acme", "", session), "run", epoch,
                List.of(new MemoryTurn.Utterance(Role.USER, null, text, at),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "I am Max. I live in Paris.", at)));
        writer.submit(memory.remember(turn)).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private List<String> known(Peer peer) {
        return memory.aboutUser(peer).stream().map(entry -> entry.kind() + "=" + entry.value()).toList();
    }

    private long rows() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM memory_profile").mapTo(Long.class).one());
    }

    @Test
    final void namesTheMessageAndItsTime() {
        say(PEER, "monday", 0, "I live in Rome.", NOON);

        ProfileEntry entry = memory.aboutUser(PEER).get(0);

        assertEquals("Rome", entry.value());
        assertEquals(NOON, entry.at());
        assertTrue(memory.forget(PEER, entry.source()));
        assertEquals(List.of(), known(PEER));
        assertEquals(0, rows(), "it goes with its message");
    }

    @Test
    final void isToldWithTheEpochAtOnce() {
        assertEquals(new UserState(0, List.of()), memory.state(PEER));
        say(PEER, "monday", 0, "I live in Rome.", NOON);

        assertEquals(new UserState(0, memory.aboutUser(PEER)), memory.state(PEER));
        assertEquals("Rome", memory.state(PEER).entries().get(0).value());

        memory.forget(PEER);

        assertEquals(new UserState(1, List.of()), memory.state(PEER));
    }

    @Test
    final void goesWithItsSession() {
        say(PEER, "monday", 0, "I live in Rome.", NOON);
        say(PEER, "tuesday", 0, "I'm vegan.", NOON);

        writer.commit(memory.forget(SessionRef.named("acme", "", "monday")));

        assertEquals(List.of("diet=vegan"), known(PEER));
    }

    @Test
    final void goesWithItsScopeAndStaysInOthers() {
        Peer other = Peer.of(MemoryScope.ofKey("acme", "bob"));
        say(PEER, "monday", 0, "I live in Rome.", NOON);
        say(other, "monday", 0, "I'm vegan.", NOON);

        memory.forget(PEER);
        say(PEER, "monday", 0, "I live in Oslo.", NOON);

        assertEquals(List.of(), known(PEER), "a turn that began before brings nothing back");
        assertEquals(List.of("diet=vegan"), known(other));
        assertEquals(1, rows());
    }

    @Test
    final void importsEachStatementOnce() {
        List<Incoming> messages = List.of(
                new Incoming("1", null, Role.USER, "Ann", "I live in Rome.", NOON.minusSeconds(9), JsonValue.EMPTY_JSON_OBJECT),
                new Incoming("2", null, Role.USER, "Bob", "I live in Oslo.", NOON.minusSeconds(5), JsonValue.EMPTY_JSON_OBJECT),
                new Incoming("1", null, Role.USER, "Ann", "I live in Rome.", NOON, JsonValue.EMPTY_JSON_OBJECT));

        memory.importing(PEER, messages);
        memory.importing(PEER, messages);

        assertEquals(2, rows());
        assertEquals(List.of("home=Rome"), known(new Peer(SCOPE, "u1", "Ann", null)));
        assertEquals(NOON.minusSeconds(9), memory.aboutUser(new Peer(SCOPE, "u1", "Ann", null)).get(0).at());
    }

    @Test
    final void followsAnEditOfTheMessage() {
        say(PEER, "monday", 0, "I live in Rome.", NOON);
        String message = memory.aboutUser(PEER).get(0).source();

        memory.edit(Peer.of(SCOPE), message, "I live in Oslo.");

        assertEquals(List.of("home=Oslo"), known(PEER));
        memory.edit(Peer.of(SCOPE), message, "The weather is fine.");
        assertEquals(List.of(), known(PEER));
    }

    @Test
    final void editsAndDeletes() {
        say(PEER, "monday", 0, "I live in Rome. I'm allergic to nuts.", NOON);
        List<ProfileEntry> entries = memory.profile(PEER).entries();

        assertTrue(memory.editProfile(PEER, entries.get(0).id(), "peanuts"));
        assertTrue(memory.deleteFromProfile(PEER, entries.get(1).id()));

        assertEquals(List.of("allergy=peanuts"), known(PEER));
        assertFalse(memory.editProfile(PEER, entries.get(1).id(), "Oslo"));
        assertFalse(memory.deleteFromProfile(PEER, "prof_1"));
        assertFalse(memory.deleteFromProfile(Peer.of(MemoryScope.ofKey("acme", "none")), entries.get(0).id()));
        assertFalse(database.read(handle -> handle.createQuery("SELECT value FROM memory_profile").mapTo(String.class).list())
                .contains("Rome"), "what was deleted is not kept");
    }

    @Test
    final void readsByThePrimaryKeyAlone() {
        IntStream.range(0, 200).forEach(i -> say(PEER, "monday", 0, "I'm allergic to nuts.", NOON));

        List<String> plan = database.read(handle -> handle.createQuery(explain() + ProfileStore.READ).bind(0, "acme")
                .bind(1, SCOPE.id()).bind(2, "acme").bind(3, SCOPE.id()).bind(4, 10).map((row, context) -> row.getString(detail())).list());

        assertFalse(plan.toString().matches("(?s).*(SCAN p|Seq Scan on memory_profile|TEMP B-TREE|Sort  ).*"), plan::toString);
    }

    abstract String explain();

    abstract String detail();
}
