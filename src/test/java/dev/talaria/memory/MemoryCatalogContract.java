package dev.talaria.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.json.Json;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a catalogue owes beyond every other memory: to who imports, lists, counts and takes out what it keeps. */
public abstract class MemoryCatalogContract extends MemoryProviderContract {
    /** A provider over the same data as every other one that this test opened. */
    @Override
    protected abstract MemoryCatalog open();

    /** Whether it can take out single messages and sessions; one that cannot says so. */
    protected boolean erasesParts() {
        return true;
    }

    private MemoryCatalog catalog() {
        return (MemoryCatalog) memory;
    }

    @Test
    final void importsEachIdOnce() {
        List<Incoming> messages = List.of(incoming("1", "My parrot is called Figaro"), incoming("2", "It is green"),
                incoming("1", "My parrot is called Figaro"));

        List<Incoming.Outcome> first = catalog().importing(Peer.of(SCOPE), messages);
        List<Incoming.Outcome> again = catalog().importing(Peer.of(SCOPE), messages);

        assertEquals(List.of(true, true, false), first.stream().map(Incoming.Outcome::stored).toList());
        assertEquals(List.of(false, false, false), again.stream().map(Incoming.Outcome::stored).toList());
        assertEquals(first.stream().map(Incoming.Outcome::id).toList(), again.stream().map(Incoming.Outcome::id).toList());
        assertEquals(List.of("My parrot is called Figaro", "It is green"), everything(SCOPE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "%", "a/b", "\"", "\\", "🦜"})
    final void takesNoIdForAnother(String id) {
        List<Incoming> others = new ArrayList<>(List.of(incoming("1", "It is green"), incoming(id + id, "It sings")));
        others.addAll(Collections.nCopies(200, new Incoming(null, null, Role.USER, null, "It eats", NOON, JsonValue.EMPTY_JSON_OBJECT)));
        catalog().importing(Peer.of(SCOPE), others);
        List<Incoming> message = List.of(incoming(id, "My parrot is called Figaro"));

        Incoming.Outcome first = catalog().importing(Peer.of(SCOPE), message).get(0);
        Incoming.Outcome again = catalog().importing(Peer.of(SCOPE), message).get(0);

        assertTrue(first.stored());
        assertEquals(new Incoming.Outcome(first.id(), false), again);
        assertEquals(203, catalog().profile(Peer.of(SCOPE)).items());
    }

    @Test
    final void importsEachIdOnceHoweverLongItsMessage() {
        List<Incoming> messages = List.of(incoming("1", "My parrot. ".repeat(120_000)), incoming("2", "It is green. ".repeat(100_000)),
                incoming("3", "It sings"));
        catalog().importing(Peer.of(SCOPE), messages);

        assertEquals(List.of(false, false, false),
                catalog().importing(Peer.of(SCOPE), messages).stream().map(Incoming.Outcome::stored).toList());
    }

    @Test
    final void importsAgainWhatWasForgotten() {
        catalog().importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro")));
        memory.forget(Peer.of(SCOPE));

        assertTrue(catalog().importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro"))).get(0).stored());
        assertEquals(1, recall(SCOPE, "tuesday", "parrot").size());
    }

    @Test
    final void findsWhatWasImportedWithItsMetadata() {
        catalog().importing(Peer.of(SCOPE), List.of(incoming("7", "My parrot is called Figaro")));

        Remembered.ScoredMemory scoredMemory = catalog().search(Peer.of(SCOPE), new SearchQuery("parrot", 5, null, null)).get(0);

        assertEquals("{\"id\":\"7\"}", scoredMemory.item().metadata().toString());
        assertEquals(NOON, scoredMemory.item().at());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    final void listsWholeMessagesInOrderPageByPage(boolean newestFirst) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            texts.add(i + " " + "The parrot sings. ".repeat(i % 3 * 200));
            say(SCOPE, "monday", texts.get(i));
        }
        List<String> seen = new ArrayList<>();

        MemoryPage<Remembered> page = new MemoryPage<>(List.of(), true);
        for (String after = null; page.more(); after = page.items().get(page.items().size() - 1).id()) {
            page = catalog().list(Peer.of(SCOPE), new MemoryPage.PageRequest(after, 3, newestFirst));
            page.items().forEach(item -> seen.add(item.text()));
        }

        if (newestFirst) {
            Collections.reverse(seen);
        }
        assertEquals(texts, seen);
    }

    @Test
    final void keepsTheOrderInWhichThingsWereSaid() {
        List<String> texts = new ArrayList<>();
        for (int turn = 0; turn < 6; turn++) {
            String question = "question " + turn;
            String answer = "answer " + turn;
            commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_" + turn, 0, List.of(
                    new MemoryTurn.Utterance(Role.USER, null, question, NOON.plusSeconds(turn)),
                    new MemoryTurn.Utterance(Role.ASSISTANT, null, answer, NOON.plusSeconds(turn))))));
            texts.addAll(List.of(question, answer));
        }

        assertEquals(texts, everything(SCOPE));
    }

    @Test
    final void tellsPeopleWhoShareAScopeApart() {
        Peer ann = new Peer(SCOPE, "u-1", "Ann", "team");
        Peer bob = new Peer(SCOPE, "u-2", "Bob", "team");
        commit(memory.remember(new MemoryTurn(ann, session("monday"), "run_1", 0,
                List.of(new MemoryTurn.Utterance(Role.USER, "Ann", "My parrot is called Figaro", NOON)))));
        commit(memory.remember(new MemoryTurn(bob, session("monday"), "run_2", 0,
                List.of(new MemoryTurn.Utterance(Role.USER, "Bob", "My parrot is called Susanna", NOON)))));

        List<String> authors = catalog().list(ann, new MemoryPage.PageRequest(null, 10, false)).items().stream().map(Remembered::author)
                .toList();

        assertEquals(List.of("Ann", "Bob"), authors);
    }

    @Test
    final void countsWhatItKeepsAndForgets() {
        catalog().importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro"), incoming("2", "x".repeat(60_000))));
        say(SCOPE, "monday", "It is green");

        MemoryProfile profile = catalog().profile(Peer.of(SCOPE));

        assertEquals(3, profile.items());
        assertEquals(3, profile.participants().stream().mapToLong(MemoryProfile.Participant::items).sum());
        assertEquals(NOON, profile.oldest());
        assertEquals(3, memory.forget(Peer.of(SCOPE)).items());
    }

    @Test
    final void tellsWhenTheFirstAndTheLastThingWasSaidInWhateverOrderTheyCame() {
        List<Instant> times = List.of(NOON, NOON.plusSeconds(9), NOON.minusSeconds(9), NOON.plusSeconds(1));
        List<Incoming> messages = times.stream().map(at -> new Incoming(null, null, Role.USER, null, "It is " + at, at,
                JsonValue.EMPTY_JSON_OBJECT)).toList();
        catalog().importing(Peer.of(SCOPE), messages);

        MemoryProfile profile = catalog().profile(Peer.of(SCOPE));

        assertEquals(NOON.minusSeconds(9), profile.oldest());
        assertEquals(NOON.plusSeconds(9), profile.newest());
    }

    @Test
    final void knowsOfNoSessionWhereNothingWasSaid() {
        assertEquals(0, catalog().profile(Peer.of(SCOPE)).sessions());
    }

    @Test
    final void forgetsASessionInEveryScope() {
        assumeTrue(erasesParts());
        MemoryScope other = MemoryScope.ofKey("acme", "bob");
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(SCOPE, "tuesday", "The parrot is green");
        say(other, "monday", "My parrot is called Susanna");
        recall(SCOPE, "friday", "parrot");

        commit(catalog().forget(session("monday")));

        assertEquals(List.of("The parrot is green"), recall(SCOPE, "friday", "parrot"));
        assertEquals(List.of(), recall(other, "friday", "parrot"));
    }

    @Test
    final void forgetsOneMessageOfItsScopeOnly() {
        assumeTrue(erasesParts());
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(SCOPE, "monday", "The parrot is green");
        recall(SCOPE, "tuesday", "parrot");
        String id = catalog().list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 1, false)).items().get(0).id();

        assertFalse(catalog().forget(Peer.of(MemoryScope.ofKey("acme", "bob")), id));
        assertTrue(catalog().forget(Peer.of(SCOPE), id));
        assertFalse(catalog().forget(Peer.of(SCOPE), id));

        assertEquals(List.of("The parrot is green"), recall(SCOPE, "tuesday", "parrot"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mem_", "mem_0000000000000000zzzzzzzzzzzzzzzz", "../x", "mem_00000000000000010000000000000001"})
    final void knowsNoMessageOfAStrangeId(String id) {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertFalse(catalog().forget(Peer.of(SCOPE), id));
    }

    @Test
    final void showsNothingOfAScopeThatWasForgotten() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        memory.forget(Peer.of(SCOPE));

        assertEquals(List.of(), everything(SCOPE));
    }

    private static Incoming incoming(String id, String text) {
        return new Incoming(id, null, Role.USER, "Ann", text, NOON, Json.builders().createObjectBuilder().add("id", id).build());
    }

    final List<String> everything(MemoryScope scope) {
        return catalog().list(Peer.of(scope), new MemoryPage.PageRequest(null, 100, false)).items().stream().map(Remembered::text).toList();
    }
}
