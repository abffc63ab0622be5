package dev.talaria.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    static final int BUDGET = 2_000;

    MemoryProvider memory;

    /** A provider over the same data as every other one that this test opened. */
    protected abstract MemoryProvider open();

    /** Runs the write in a transaction of its own, as the end of a turn does. Blocks until it is durable. */
    protected abstract void commit(Write write);

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
        return new MemoryTurn(Peer.of(scope), session(session), "run_1", 0, List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON)));
    }

    protected static RecallQuery query(MemoryScope scope, String session, String text) {
        return new RecallQuery(Peer.of(scope), session(session), text, BUDGET);
    }

    protected final void say(MemoryTurn turn) {
        commit(memory.remember(turn));
    }

    protected final void say(MemoryScope scope, String session, String text) {
        commit(memory.remember(turn(scope, session, text)));
    }

    protected final List<Recall.Item> recall(RecallQuery query) {
        return memory.recall(query).items();
    }

    protected final List<String> recall(MemoryScope scope, String session, String text) {
        return memory.recall(query(scope, session, text)).items().stream().map(Recall.Item::text).toList();
    }

    /** Whether nothing comes back where nothing fits; one that goes by meaning alone gives what is nearest, however far. */
    protected boolean leavesOutWhatDoesNotFit() {
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tuesday", "*", "%", "mon"})
    final void recallsInAnotherSessionWhatHasBeenCommitted(String other) {
        say(SCOPE, "monday", "My parrot is called Figaro");

        assertEquals(List.of("My parrot is called Figaro"), recall(SCOPE, other, "What is the name of my parrot?"));
    }

    @Test
    final void recallsWhatIsAddedAfterTheFirstRecall() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        recall(SCOPE, "tuesday", "parrot");

        say(SCOPE, "monday", "The parrot eats walnuts");

        assertEquals(2, recall(SCOPE, "tuesday", "parrot").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"monday", "*"})
    final void leavesOutTheSessionThatAsks(String session) {
        say(SCOPE, session, "My parrot is called Figaro");

        assertEquals(List.of(), recall(SCOPE, session, "What is the name of my parrot?"));
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
                new MemoryTurn.Utterance(Role.USER, "Ann", "Where do walruses sleep?", NOON),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "Walruses sleep on ice floes", NOON.plusSeconds(1))))));

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
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), anns, "run_1", 0, utterances("My parrot is called Figaro"))));

        RecallQuery bobs = new RecallQuery(Peer.of(SCOPE), SessionRef.named("acme", "bob", "monday"), "parrot", BUDGET);
        assertEquals(1, memory.recall(bobs).items().size());
        assertEquals(0, memory.recall(new RecallQuery(Peer.of(SCOPE), anns, "parrot", BUDGET)).items().size());
    }

    @Test
    final void remembersNothingOfATurnThatBeganBeforeItsScopeWasForgotten() {
        long before = memory.epoch(SCOPE);
        memory.forget(Peer.of(SCOPE));
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_1", before,
                utterances("My parrot is called Figaro"))));
        long after = memory.epoch(SCOPE);
        commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_2", after, utterances("My parrot is green"))));

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
        assertEquals(1, recall(other, "tuesday", "parrot").size());
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

    private static List<MemoryTurn.Utterance> utterances(String text) {
        return List.of(new MemoryTurn.Utterance(Role.USER, null, text, NOON));
    }

    @Test
    final void namesItselfWithoutSecrets() {
        assertFalse(memory.description().isBlank());
    }
}
