package dev.talaria.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.json.Json;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every memory owes to the turn that asks it. */
public abstract class MemoryProviderContract {
    protected static final Instant NOON = Instant.parse("2024-03-05T12:00:00.123456Z");
    protected static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final int BUDGET = 2_000;

    private MemoryProvider memory;

    /** A provider over the same data as every other one that this test opened. */
    protected abstract MemoryProvider open();

    /** Runs the write in a transaction of its own, as the end of a turn does. Blocks until it is durable. */
    protected abstract void commit(Write write);

    /** Whether it can take out single messages and sessions; one that cannot says so. */
    protected boolean erasesParts() {
        return true;
    }

    /** Whether nothing comes back where nothing fits; one that goes by meaning alone gives what is nearest, however far. */
    protected boolean leavesOutWhatDoesNotFit() {
        return true;
    }

    /** Runs before the provider of a test is opened. */
    protected void prepare() {
    }

    /** Runs after the provider of a test was closed. */
    protected void finish() throws Exception {
    }

    @BeforeEach
    final void openMemory() {
        prepare();
        memory = open();
    }

    @AfterEach
    final void closeMemory() throws Exception {
        memory.close();
        finish();
    }

    protected static SessionRef session(String id) {
        return SessionRef.named("acme", "", id);
    }

    protected static MemoryTurn turn(MemoryScope scope, String session, String text) {
        return new MemoryTurn(Peer.of(scope), session(session), "run_1", 0, List.of(new MemoryTurn.Said(Role.USER, null, text, NOON)));
    }

    protected static RecallQuery query(MemoryScope scope, String session, String text) {
        return new RecallQuery(Peer.of(scope), session(session), text, BUDGET);
    }

    protected final void say(MemoryScope scope, String session, String text) {
        commit(memory.remember(turn(scope, session, text)));
    }

    protected final List<String> recall(MemoryScope scope, String session, String text) {
        return memory.recall(query(scope, session, text)).items().stream().map(Recall.Item::text).toList();
    }

    @Test
    final void recallsInAnotherSessionWhatHasBeenCommitted() {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertEquals(List.of("My parrot is called Figaro"), recall(SCOPE, "tuesday", "What is the name of my parrot?"));
    }

    @Test
    final void recallsWhatIsAddedAfterTheFirstRecall() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        recall(SCOPE, "tuesday", "parrot");

        say(SCOPE, "monday", "The parrot eats walnuts");

        assertEquals(2, recall(SCOPE, "tuesday", "parrot").size());
    }

    @Test
    final void leavesOutTheSessionThatAsks() {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertEquals(List.of(), recall(SCOPE, "monday", "What is the name of my parrot?"));
    }

    @ParameterizedTest
    @CsvSource({"a:b, a-b", "a b, a_b", "ann, Ann", "a%, ab", "a, 'a '", "é, e", "ключ, ключь", "x/../y, y", "a'b, a''b"})
    final void neverMixesScopesWhateverTheirKeysLookLike(String one, String other) {
        say(MemoryScope.ofKey("acme", one), "monday", "My parrot is called Figaro");

        assertEquals(List.of(), recall(MemoryScope.ofKey("acme", other), "tuesday", "parrot Figaro"));
        assertEquals(1, recall(MemoryScope.ofKey("acme", one), "tuesday", "parrot Figaro").size());
    }

    @Test
    final void neverMixesTenants() {
        say(new MemoryScope("acme", SCOPE.id()), "monday", "My parrot is called Figaro");

        assertEquals(List.of(), recall(new MemoryScope("other", SCOPE.id()), "tuesday", "parrot Figaro"));
    }

    @Test
    final void neverMixesKeyAndSessionOfOneName() {
        say(MemoryScope.ofKey("acme", "x"), "monday", "My parrot is called Figaro");

        assertEquals(List.of(), recall(MemoryScope.ofSession("acme", "", "x"), "tuesday", "parrot Figaro"));
    }

    @Test
    final void tellsWhoSaidItAndWhen() {
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_1", 0, List.of(
                new MemoryTurn.Said(Role.USER, "Ann", "Where do walruses sleep?", NOON),
                new MemoryTurn.Said(Role.ASSISTANT, null, "Walruses sleep on ice floes", NOON.plusSeconds(1))))));

        Recall.Item item = memory.recall(query(SCOPE, "tuesday", "ice floes")).items().stream()
                .filter(one -> one.role() == Role.ASSISTANT).findFirst().orElseThrow();

        assertEquals("Walruses sleep on ice floes", item.text());
        assertEquals(NOON.plusSeconds(1), item.at());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Кот живёт в коробке", "猫は箱の中に住んでいます", "고양이는 상자에 산다", "القط يعيش في صندوق", "Käthe fährt Straßenbahn",
            "zażółć gęślą jaźń", "the 🦜 sings", "'; DROP TABLE memory_item; --"})
    final void keepsEveryScriptAsItWas(String text) {
        say(SCOPE, "monday", text);

        assertEquals(List.of(text), recall(SCOPE, "tuesday", text + " 1234"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "?!", "\u0000"})
    final void findsNothingForWhatSaysNothing(String text) {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertEquals(new Recall(List.of(), false), memory.recall(query(SCOPE, "tuesday", text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"the of and", "zeppelin"})
    final void findsNothingForWhatSharesNothing(String text) {
        assumeTrue(leavesOutWhatDoesNotFit());
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertEquals(new Recall(List.of(), false), memory.recall(query(SCOPE, "tuesday", text)));
    }

    @Test
    final void findsNothingWhereNothingWasSaid() {
        assertEquals(new Recall(List.of(), false), memory.recall(query(SCOPE, "tuesday", "parrot")));
    }

    @Test
    final void remembersATurnInWhichNothingWasSaid() {
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_1", 0, List.of())));

        assertEquals(List.of(), recall(SCOPE, "tuesday", "parrot"));
    }

    @Test
    final void staysWithinTheTokenBudget() {
        for (int i = 0; i < 10; i++) {
            say(SCOPE, "monday", "parrot number " + i + " " + "sings ".repeat(10));
        }

        List<Recall.Item> items = memory.recall(new RecallQuery(Peer.of(SCOPE), session("tuesday"), "parrot", 50)).items();

        assertFalse(items.isEmpty());
        assertTrue(items.stream().mapToInt(item -> item.text().length()).sum() <= 200);
    }

    @Test
    final void comesBestFirst() {
        say(SCOPE, "monday", "The weather was fine");
        say(SCOPE, "tuesday", "The parrot likes walnuts and fine weather");
        say(SCOPE, "wednesday", "The parrot likes walnuts");

        List<Recall.Item> items = memory.recall(query(SCOPE, "thursday", "Which walnuts does the parrot like in fine weather?")).items();

        assertEquals("The parrot likes walnuts and fine weather", items.get(0).text());
        for (int i = 1; i < items.size(); i++) {
            assertTrue(items.get(i - 1).score() >= items.get(i).score());
        }
    }

    @Test
    final void losesNothingWhileManyWriteAndRead() throws Exception {
        int writers = 4;
        int each = 12;
        ExecutorService threads = Executors.newFixedThreadPool(writers + 2);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String writer = "writer" + w;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        say(SCOPE, writer, "parrot unique" + writer + "x" + i);
                    }
                }));
            }
            for (int r = 0; r < 2; r++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        recall(SCOPE, "reader", "parrot");
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        for (int w = 0; w < writers; w++) {
            for (int i = 0; i < each; i++) {
                String unique = "uniquewriter" + w + "x" + i;
                assertTrue(recall(SCOPE, "reader", unique).contains("parrot " + unique), unique);
            }
        }
    }

    @Test
    final void keepsWhatWasCommittedBeforeItWasClosed() {
        say(SCOPE, "monday", "My parrot is called Figaro");

        memory.close();
        memory = open();

        assertEquals(List.of("My parrot is called Figaro"), recall(SCOPE, "tuesday", "parrot"));
    }

    @Test
    final void failsNoTurnOnceItIsClosed() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            BoundedRecall bounded = new BoundedRecall(memory, threads, Duration.ofSeconds(20));
            memory.close();

            Recall recall = bounded.recall(query(SCOPE, "tuesday", "parrot"));

            assertTrue(recall.degraded() || !recall.items().isEmpty());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void tellsTwoOwnersSessionsOfOneNameApart() {
        SessionRef anns = SessionRef.named("acme", "ann", "monday");
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), anns, "run_1", 0, said("My parrot is called Figaro"))));

        RecallQuery bobs = new RecallQuery(Peer.of(SCOPE), SessionRef.named("acme", "bob", "monday"), "parrot", BUDGET);
        assertEquals(1, memory.recall(bobs).items().size());
        assertEquals(0, memory.recall(new RecallQuery(Peer.of(SCOPE), anns, "parrot", BUDGET)).items().size());
    }

    @Test
    final void remembersNothingOfATurnThatBeganBeforeItsScopeWasForgotten() {
        long before = memory.epoch(SCOPE);
        memory.forget(Peer.of(SCOPE));
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_1", before, said("My parrot is called Figaro"))));
        long after = memory.epoch(SCOPE);
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_2", after, said("My parrot is green"))));

        assertEquals(List.of("My parrot is green"), recall(SCOPE, "tuesday", "parrot"));
    }

    @Test
    final void forgetsOneScopeAndNoOther() {
        MemoryScope other = MemoryScope.ofKey("acme", "bob");
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(other, "monday", "My parrot is called Susanna");
        recall(SCOPE, "tuesday", "parrot");

        assertEquals(1, memory.forget(Peer.of(SCOPE)).items());

        assertEquals(List.of(), recall(SCOPE, "tuesday", "parrot"));
        assertEquals(List.of(), everything(SCOPE));
        assertEquals(1, recall(other, "tuesday", "parrot").size());
    }

    @Test
    final void forgetsASessionInEveryScope() {
        assumeTrue(erasesParts());
        MemoryScope other = MemoryScope.ofKey("acme", "bob");
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(SCOPE, "tuesday", "The parrot is green");
        say(other, "monday", "My parrot is called Susanna");
        recall(SCOPE, "friday", "parrot");

        commit(memory.forget(session("monday")));

        assertEquals(List.of("The parrot is green"), recall(SCOPE, "friday", "parrot"));
        assertEquals(List.of(), recall(other, "friday", "parrot"));
    }

    @Test
    final void forgetsOneMessageOfItsScopeOnly() {
        assumeTrue(erasesParts());
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(SCOPE, "monday", "The parrot is green");
        recall(SCOPE, "tuesday", "parrot");
        String id = memory.list(Peer.of(SCOPE), new Slice.Wanted(null, 1, false)).items().get(0).id();

        assertFalse(memory.forget(Peer.of(MemoryScope.ofKey("acme", "bob")), id));
        assertTrue(memory.forget(Peer.of(SCOPE), id));
        assertFalse(memory.forget(Peer.of(SCOPE), id));

        assertEquals(List.of("The parrot is green"), recall(SCOPE, "tuesday", "parrot"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mem_", "mem_0000000000000000zzzzzzzzzzzzzzzz", "../x", "mem_00000000000000010000000000000001"})
    final void knowsNoMessageOfAStrangeId(String id) {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertFalse(memory.forget(Peer.of(SCOPE), id));
    }

    @Test
    final void importsEachIdOnce() {
        List<Incoming> messages = List.of(incoming("1", "My parrot is called Figaro"), incoming("2", "It is green"),
                incoming("1", "My parrot is called Figaro"));

        List<Incoming.Outcome> first = memory.importing(Peer.of(SCOPE), messages);
        List<Incoming.Outcome> again = memory.importing(Peer.of(SCOPE), messages);

        assertEquals(List.of(true, true, false), first.stream().map(Incoming.Outcome::stored).toList());
        assertEquals(List.of(false, false, false), again.stream().map(Incoming.Outcome::stored).toList());
        assertEquals(first.stream().map(Incoming.Outcome::id).toList(), again.stream().map(Incoming.Outcome::id).toList());
        assertEquals(List.of("My parrot is called Figaro", "It is green"), everything(SCOPE));
    }

    @Test
    final void importsAgainWhatWasForgotten() {
        memory.importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro")));
        memory.forget(Peer.of(SCOPE));

        assertTrue(memory.importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro"))).get(0).stored());
        assertEquals(1, recall(SCOPE, "tuesday", "parrot").size());
    }

    @Test
    final void findsWhatWasImportedWithItsMetadata() {
        memory.importing(Peer.of(SCOPE), List.of(incoming("7", "My parrot is called Figaro")));

        Remembered.Match match = memory.search(Peer.of(SCOPE), new SearchQuery("parrot", 5, null, null)).get(0);

        assertEquals("{\"id\":\"7\"}", match.item().metadata().toString());
        assertEquals(NOON, match.item().at());
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

        Slice<Remembered> page = new Slice<>(List.of(), true);
        for (String after = null; page.more(); after = page.items().get(page.items().size() - 1).id()) {
            page = memory.list(Peer.of(SCOPE), new Slice.Wanted(after, 3, newestFirst));
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
                    new MemoryTurn.Said(Role.USER, null, question, NOON.plusSeconds(turn)),
                    new MemoryTurn.Said(Role.ASSISTANT, null, answer, NOON.plusSeconds(turn))))));
            texts.addAll(List.of(question, answer));
        }

        assertEquals(texts, everything(SCOPE));
    }

    @Test
    final void tellsPeopleWhoShareAScopeApart() {
        Peer ann = new Peer(SCOPE, "u-1", "Ann", "team");
        Peer bob = new Peer(SCOPE, "u-2", "Bob", "team");
        commit(memory.remember(new MemoryTurn(ann, session("monday"), "run_1", 0,
                List.of(new MemoryTurn.Said(Role.USER, "Ann", "My parrot is called Figaro", NOON)))));
        commit(memory.remember(new MemoryTurn(bob, session("monday"), "run_2", 0,
                List.of(new MemoryTurn.Said(Role.USER, "Bob", "My parrot is called Susanna", NOON)))));

        List<String> authors = memory.list(ann, new Slice.Wanted(null, 10, false)).items().stream().map(Remembered::author).toList();

        assertEquals(List.of("Ann", "Bob"), authors);
    }

    @Test
    final void answersInTimeWhatIsAskedInTime() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            BoundedRecall bounded = new BoundedRecall(memory, threads, Duration.ofSeconds(20));

            assertEquals(1, bounded.recall(query(SCOPE, "tuesday", "parrot")).items().size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void countsWhatItKeeps() {
        memory.importing(Peer.of(SCOPE), List.of(incoming("1", "My parrot is called Figaro"), incoming("2", "x".repeat(5_000))));
        say(SCOPE, "monday", "It is green");

        MemoryProfile profile = memory.profile(Peer.of(SCOPE));

        assertEquals(3, profile.items());
        assertEquals(NOON, profile.oldest());
    }

    @Test
    final void tellsWhenTheFirstAndTheLastThingWasSaidInWhateverOrderTheyCame() {
        List<Instant> times = List.of(NOON, NOON.plusSeconds(9), NOON.minusSeconds(9), NOON.plusSeconds(1));
        List<Incoming> messages = times.stream().map(at -> new Incoming(null, null, Role.USER, null, "It is " + at, at,
                JsonValue.EMPTY_JSON_OBJECT)).toList();
        memory.importing(Peer.of(SCOPE), messages);

        MemoryProfile profile = memory.profile(Peer.of(SCOPE));

        assertEquals(NOON.minusSeconds(9), profile.oldest());
        assertEquals(NOON.plusSeconds(9), profile.newest());
    }

    @Test
    final void knowsOfNoSessionWhereNothingWasSaid() {
        assertEquals(0, memory.profile(Peer.of(SCOPE)).sessions());
    }

    private static List<MemoryTurn.Said> said(String text) {
        return List.of(new MemoryTurn.Said(Role.USER, null, text, NOON));
    }

    private static Incoming incoming(String id, String text) {
        return new Incoming(id, null, Role.USER, "Ann", text, NOON, Json.builders().createObjectBuilder().add("id", id).build());
    }

    private List<String> everything(MemoryScope scope) {
        return memory.list(Peer.of(scope), new Slice.Wanted(null, 100, false)).items().stream().map(Remembered::text).toList();
    }

    @Test
    final void namesItselfWithoutSecrets() {
        assertFalse(memory.description().isBlank());
    }
}
