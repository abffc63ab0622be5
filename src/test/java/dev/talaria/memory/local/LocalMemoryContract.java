package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryCatalogContract;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the built-in memory owes beyond every other one's, on whichever database. */
abstract class LocalMemoryContract extends MemoryCatalogContract {
    private static final Clock CLOCK = Clock.fixed(NOON.plus(Duration.ofDays(1)), ZoneOffset.UTC);
    private static final long ROOMY = 64L << 20;

    private Database database;
    private GroupCommit writer;

    abstract Database database();

    @Override
    protected final void prepare() {
        database = database();
        writer = TestDatabase.writer(database);
    }

    @Override
    protected final void finish() {
        writer.close();
        database.close();
    }

    @Override
    protected final MemoryCatalog open() {
        return memory(ROOMY);
    }

    private LocalMemory memory(long indexBytes) {
        return new LocalMemory(database, writer, new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", indexBytes), CLOCK);
    }

    @Override
    protected final void commit(Write write) {
        writer.submit(write).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static List<Remembered.ScoredMemory> search(LocalMemory memory, MemoryScope scope, int limit) {
        return memory.search(Peer.of(scope), new SearchQuery("parrot", limit, null, null));
    }

    private static List<String> texts(List<Remembered.ScoredMemory> found) {
        return found.stream().map(one -> one.item().text()).toList();
    }

    private List<String> recallAfter(String before, String question) {
        return recall(new RecallQuery(Peer.of(SCOPE), session("now"), question, before, 1_500)).stream()
                .map(Recall.Item::text).toList();
    }

    private void sayOn(int day, String session, String text) {
        Instant at = NOON.minus(Duration.ofDays(100 - day));
        say(new MemoryTurn(Peer.of(SCOPE), session(session), "run_1", 0, List.of(new MemoryTurn.Utterance(Role.USER, null, text, at))));
    }

    @Test
    final void tellsEqualThingsOnce() {
        for (int i = 0; i < 6; i++) {
            sayOn(i, "s" + i, "The zeppelin is grey.");
        }

        List<Recall.Item> items = recall(query(SCOPE, "now", "Which colour has the zeppelin?"));

        assertEquals(List.of("The zeppelin is grey."), items.stream().map(Recall.Item::text).toList());
        assertEquals(NOON.minus(Duration.ofDays(95)), items.get(0).at());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            My phone number is 555-0142.       | New phone number: 555-0199, forget the old one. | What's my phone number?
            I live in Rome, near the Pantheon. | I moved from Rome to Oslo last month.           | Where do I live now?
            The Falcon deadline is 12 March.   | The deadline of Falcon was moved to 9 April.    | When is the Falcon deadline?
            I am dating Tom.                   | I am dating Raj.                                | Who am I dating?
            """)
    final void tellsTheNewerOfTwoOnTheSameMatterFirst(String older, String newer, String question) {
        for (int i = 0; i < 20; i++) {
            sayOn(i, "other" + i, "The harbour was quiet on day " + i);
        }
        sayOn(21, "monday", older);
        sayOn(50, "tuesday", newer);

        assertEquals(List.of(newer, older), recallAfter("", question));
    }

    @Test
    final void tellsWhatAnswersBeforeWhatIsOnlyNewer() {
        sayOn(1, "monday", "Invoice 2042 is open.");
        sayOn(50, "tuesday", "Invoice 2043 is paid.");

        assertEquals("Invoice 2042 is open.", recallAfter("", "Is invoice 2042 open?").get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Good morning!", "Thanks!", "Continue.", "What is the capital of Peru?", "Write a haiku about frogs.",
        "Solve 12*(7+5).", "How tall is the Eiffel tower?"})
    final void tellsNothingWhereNothingIsAboutTheQuestion(String question) {
        sayOn(1, "monday", "Good morning! Write a short poem about autumn.");
        sayOn(2, "tuesday", "What should I cook with 7 eggs? Thanks!");

        assertEquals(List.of(), recallAfter("My landlord wants 7 eggs.", question));
    }

    @Test
    final void tellsOfALongMessageTheSentencesThatAnswer() {
        String filler = "The weather was mild and the harbour was quiet that week. ".repeat(12);
        sayOn(1, "monday", filler + "The kiln reaches 1240 degrees. " + filler);

        String told = recallAfter("", "How hot does the kiln get?").get(0);

        assertTrue(told.contains("The kiln reaches 1240 degrees.") && told.length() <= 450, told);
    }

    @Test
    final void countsDayAndSpeakerInTheBudget() {
        for (int i = 0; i < 40; i++) {
            sayOn(i, "s" + i, "parrot " + i);
        }

        int items = recall(new RecallQuery(Peer.of(SCOPE), session("now"), "parrot", 100)).size();

        assertTrue(items > 5 && items * "- [2026-01-01 user] parrot 1\n".length() <= 400, items + " items");
    }

    @Test
    final void aFollowUpIsReadWithWhatWasSaidBefore() {
        sayOn(1, "monday", "Anneliese works at the observatory in Tenerife.");

        assertEquals(List.of(), recallAfter("", "And where does she go?"));
        assertEquals(1, recallAfter("Let's talk about Anneliese.", "And where does she go?").size());
    }

    @Test
    final void deletesTheRestOfALargeForgottenScopeInTheBackground() {
        Deque<Runnable> background = new ArrayDeque<>();
        try (LocalMemory own = memory(ROOMY)) {
            own.prepare(background::add);
            own.importing(Peer.of(SCOPE), IntStream.range(0, ForgettingStore.SLICE + 10).mapToObj(i -> new Incoming(null, session("s"),
                    Role.USER, null, "parrot " + i, NOON, JsonValue.EMPTY_JSON_OBJECT)).toList());

            Forgotten forgotten = own.forget(Peer.of(SCOPE));

            assertEquals(ForgettingStore.SLICE + 10, forgotten.items());
            assertEquals(List.of(), texts(search(own, SCOPE, 10)));
            assertTrue(stored() > 0);
            while (!background.isEmpty()) {
                background.poll().run();
            }
            assertEquals(0, stored());
        }
    }

    private long stored() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM memory_item").mapTo(Long.class).one());
    }

    @Test
    final void readsWhatIsImportedInTheBackground() {
        Deque<Runnable> background = new ArrayDeque<>();
        try (LocalMemory own = memory(ROOMY)) {
            own.prepare(background::add);
            background.clear();
            own.importing(Peer.of(SCOPE), List.of(new Incoming(null, session("s"), Role.USER, null, "parrot", NOON,
                    JsonValue.EMPTY_JSON_OBJECT)));

            while (!background.isEmpty()) {
                background.poll().run();
            }

            assertEquals(1, own.indexedScopes());
        }
    }

    @Test
    final void preparesWithoutAWrite() {
        try (LocalMemory memory = memory(ROOMY); LogLines log = LogLines.ofAll()) {
            writer.close();

            memory.prepare(Runnable::run);

            assertEquals(List.of(), log.lines().stream().filter(line -> line.contains("Exception")).toList());
        }
    }

    @Test
    final void findsOnEachNodeWhatAnyNodeCommitted() {
        try (LocalMemory one = memory(ROOMY); LocalMemory other = memory(ROOMY)) {
            commit(one.remember(turn(SCOPE, "monday", "parrot one")));
            search(other, SCOPE, 5);
            commit(one.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(2, search(other, SCOPE, 5).size());
        }
    }

    @Test
    final void leavesNothingBehindOfATurnThatWasRolledBack() {
        try (LocalMemory memory = memory(ROOMY)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            CompletableFuture<Void> failed = writer.submit(memory.remember(turn(SCOPE, "monday", "parrot two")).and(handle -> {
                throw new IllegalStateException("the rest of the turn failed");
            }));
            assertTrue(failed.handle((done, failure) -> failure != null).orTimeout(20, TimeUnit.SECONDS).join());
            commit(memory.remember(turn(SCOPE, "monday", "parrot three")));

            assertEquals(List.of("parrot one", "parrot three"),
                    texts(search(memory, SCOPE, 5)).stream().sorted().toList());
            assertEquals(List.of(1L, 2L), seqs());
        }
    }

    @Test
    final void countsTheSessionsOfWhatItKeeps() {
        try (LocalMemory memory = memory(ROOMY)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            commit(memory.remember(turn(SCOPE, "tuesday", "parrot two")));

            assertEquals(2, memory.profile(Peer.of(SCOPE)).sessions());
        }
    }

    private List<Long> seqs() {
        return rows().stream().map(MemoryItem::seq).toList();
    }

    private List<MemoryItem> rows() {
        return new MemoryStore(database).read(SCOPE, 0, Long.MAX_VALUE).stream().map(Row::item).toList();
    }

    @Test
    final void numbersWhatWasSaidInOrder() {
        try (LocalMemory memory = memory(ROOMY)) {
            List<MemoryTurn.Utterance> utterances = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                utterances.add(new MemoryTurn.Utterance(Role.USER, null, "parrot " + i, NOON));
            }
            commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("monday"), "run_1", 0, utterances)));
        }

        List<MemoryItem> rows = rows();

        assertEquals(List.of("parrot 0", "parrot 1", "parrot 2", "parrot 3", "parrot 4"), rows.stream().map(MemoryItem::text).toList());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), rows.stream().map(MemoryItem::seq).toList());
    }

    @Test
    final void startsAScopeOnceThoughTwoNodesBeginIt() throws Exception {
        try (LocalMemory memory = memory(ROOMY); GroupCommit second = TestDatabase.writer(database)) {
            for (int i = 0; i < 20; i++) {
                MemoryScope fresh = MemoryScope.ofKey("acme", "fresh" + i);
                CompletableFuture<Void> one = writer.submit(memory.remember(turn(fresh, "monday", "parrot one")));
                CompletableFuture<Void> other = second.submit(memory.remember(turn(fresh, "monday", "parrot two")));
                CompletableFuture.allOf(one, other).get(20, TimeUnit.SECONDS);

                assertEquals(2, search(memory, fresh, 5).size());
            }
        }
    }

    @Test
    final void readsAnewWhenTheRevisionHasRisen() {
        try (LocalMemory memory = memory(ROOMY)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            search(memory, SCOPE, 5);

            commit(handle -> handle.execute("DELETE FROM memory_item"));
            commit(handle -> handle.execute("UPDATE memory_scope SET revision = revision + 1"));
            commit(memory.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(List.of("parrot two"), texts(search(memory, SCOPE, 5)));
        }
    }

    @Test
    final void searchesBetweenTwoInstants() {
        try (LocalMemory memory = memory(ROOMY)) {
            for (int day = 0; day < 4; day++) {
                Instant at = NOON.plus(Duration.ofDays(day));
                commit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session("s"), "run_1", 0, List.of(
                        new MemoryTurn.Utterance(Role.USER, null, "parrot " + day, at)))));
            }

            List<String> found = texts(memory.search(Peer.of(SCOPE),
                    new SearchQuery("parrot", 5, NOON.plus(Duration.ofDays(3)), NOON.plus(Duration.ofDays(1)))));

            assertEquals(List.of("parrot 1", "parrot 2"), found.stream().sorted().toList());
        }
    }

    @Test
    final void answersFromTheRowsThoughNoIndexFits() {
        try (LocalMemory memory = memory(1)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            search(memory, SCOPE, 5);
            commit(memory.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(2, search(memory, SCOPE, 5).size());
        }
    }

    @Test
    final void findsThePassageOfALongText() {
        try (LocalMemory memory = memory(ROOMY)) {
            String filler = "Nothing much happened on this day of the year. ".repeat(100);
            commit(memory.remember(turn(SCOPE, "monday", filler + "The parrot escaped. " + filler)));

            String best = texts(search(memory, SCOPE, 1)).get(0);

            assertTrue(best.contains("The parrot escaped.") && best.length() <= Passages.MAX);
        }
    }

    @Test
    final void recallsNothingOfManyThatShareOneCommonWord() {
        for (int i = 0; i < 60; i++) {
            say(SCOPE, "day" + i, "This day was like any other " + "abcdefghijklmnopqrstuvwxyz".charAt(i % 26));
        }

        assertEquals(List.of(), recall(SCOPE, "today", "Which zeppelin crossed the ocean and landed in Lakehurst that day?"));
    }

    @Test
    final void sweepsAwayAtTheStartWhatAnEarlierProcessForgot() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        commit(ForgettingStore.forget(SCOPE, NOON));
        assertEquals(1, rows().size());

        try (LocalMemory later = memory(ROOMY)) {
            later.prepare(Runnable::run);
        }

        assertEquals(0, rows().size());
    }

    @Test
    final void searchesPastManyThatWereForgottenOneByOne() {
        try (LocalMemory memory = memory(ROOMY)) {
            for (int i = 0; i < 8; i++) {
                commit(memory.remember(turn(SCOPE, "monday", "parrot " + i)));
            }
            search(memory, SCOPE, 2);
            memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 2, true)).items()
                    .forEach(item -> memory.forget(Peer.of(SCOPE), item.id()));

            assertEquals(2, search(memory, SCOPE, 2).size());
        }
    }

    @Test
    final void doesNotReturnTheQuestionItself() {
        say(SCOPE, "monday", "What does the parrot eat?");
        say(SCOPE, "monday", "The parrot eats walnuts");

        assertEquals(List.of("The parrot eats walnuts"), recall(SCOPE, "tuesday", "what does the parrot eat"));
    }
}
