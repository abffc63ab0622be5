package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryProviderContract;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the built-in memory owes beyond every other one's, on whichever database. */
abstract class LocalMemoryContract extends MemoryProviderContract {
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

    @AfterEach
    final void closeDatabase() {
        writer.close();
        database.close();
    }

    @Override
    protected final MemoryProvider open() {
        return memory(ROOMY);
    }

    @Test
    final void forgetsAScope() {
        say(SCOPE, "monday", "My parrot is called Figaro");
        say(MemoryScope.ofKey("acme", "bob"), "monday", "My parrot is called Polly");

        commit(memory(ROOMY).forget(SCOPE));

        assertEquals(List.of(), recall(SCOPE, "tuesday", "parrot"));
        assertEquals(1, recall(MemoryScope.ofKey("acme", "bob"), "tuesday", "parrot").size());
    }

    @Test
    final void dropsWhatATurnWouldAddThatBeganBeforeTheForgetting() {
        try (LocalMemory memory = memory(ROOMY)) {
            say(SCOPE, "monday", "My parrot is called Figaro");
            long begun = memory.epoch(SCOPE);

            commit(memory.forget(SCOPE));
            commit(memory.remember(turn(begun)));

            assertEquals(List.of(), recall(SCOPE, "tuesday", "parrot"));
            commit(memory.remember(turn(memory.epoch(SCOPE))));
            assertEquals(1, recall(SCOPE, "tuesday", "parrot").size());
        }
    }

    @Test
    final void forgetsWhatATurnWouldAddToAScopeThatHeldNothing() {
        try (LocalMemory memory = memory(ROOMY)) {
            long begun = memory.epoch(SCOPE);

            commit(memory.forget(SCOPE));
            commit(memory.remember(turn(begun)));

            assertEquals(List.of(), recall(SCOPE, "tuesday", "parrot"));
        }
    }

    private static MemoryTurn turn(long epoch) {
        return new MemoryTurn(SCOPE, epoch, "monday", "run_1",
                List.of(new MemoryTurn.Said(Role.USER, null, "My parrot is called Figaro", NOON)));
    }

    private LocalMemory memory(long indexBytes) {
        return new LocalMemory(database, new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", indexBytes), CLOCK);
    }

    @Override
    protected final void commit(Write write) {
        writer.submit(write).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static List<String> texts(List<LocalMemory.Found> found) {
        return found.stream().map(one -> one.item().text()).toList();
    }

    @Test
    final void findsOnEachNodeWhatAnyNodeCommitted() {
        try (LocalMemory one = memory(ROOMY); LocalMemory other = memory(ROOMY)) {
            commit(one.remember(turn(SCOPE, "monday", "parrot one")));
            other.search(SCOPE, "parrot", 5, null, null);
            commit(one.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(2, other.search(SCOPE, "parrot", 5, null, null).size());
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
                    texts(memory.search(SCOPE, "parrot", 5, null, null)).stream().sorted().toList());
            assertEquals(List.of(1L, 2L), seqs());
        }
    }

    private List<Long> seqs() {
        return new MemoryStore(database).read(SCOPE, 0, Long.MAX_VALUE).stream().map(MemoryItem::seq).toList();
    }

    @Test
    final void numbersWhatWasSaidInOrder() {
        try (LocalMemory memory = memory(ROOMY)) {
            List<MemoryTurn.Said> said = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                said.add(new MemoryTurn.Said(Role.USER, null, "parrot " + i, NOON));
            }
            commit(memory.remember(new MemoryTurn(SCOPE, 0, "monday", "run_1", said)));
        }

        List<MemoryItem> rows = new MemoryStore(database).read(SCOPE, 0, Long.MAX_VALUE);

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

                assertEquals(2, memory.search(fresh, "parrot", 5, null, null).size());
            }
        }
    }

    @Test
    final void readsAnewWhenTheEpochHasRisen() {
        try (LocalMemory memory = memory(ROOMY)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            memory.search(SCOPE, "parrot", 5, null, null);

            commit(handle -> handle.execute("DELETE FROM memory_item"));
            commit(handle -> handle.execute("UPDATE memory_scope SET epoch = epoch + 1"));
            commit(memory.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(List.of("parrot two"), texts(memory.search(SCOPE, "parrot", 5, null, null)));
        }
    }

    @Test
    final void searchesBetweenTwoInstants() {
        try (LocalMemory memory = memory(ROOMY)) {
            for (int day = 0; day < 4; day++) {
                Instant at = NOON.plus(Duration.ofDays(day));
                commit(memory.remember(new MemoryTurn(SCOPE, 0, "s", "run_1", List.of(
                        new MemoryTurn.Said(Role.USER, null, "parrot " + day, at)))));
            }

            List<String> found = texts(memory.search(SCOPE, "parrot", 5, NOON.plus(Duration.ofDays(3)), NOON.plus(Duration.ofDays(1))));

            assertEquals(List.of("parrot 1", "parrot 2"), found.stream().sorted().toList());
        }
    }

    @Test
    final void answersFromTheRowsThoughNoIndexFits() {
        try (LocalMemory memory = memory(1)) {
            commit(memory.remember(turn(SCOPE, "monday", "parrot one")));
            memory.search(SCOPE, "parrot", 5, null, null);
            commit(memory.remember(turn(SCOPE, "monday", "parrot two")));

            assertEquals(2, memory.search(SCOPE, "parrot", 5, null, null).size());
        }
    }

    @Test
    final void findsThePassageOfALongText() {
        try (LocalMemory memory = memory(ROOMY)) {
            String filler = "Nothing much happened on this day of the year. ".repeat(100);
            commit(memory.remember(turn(SCOPE, "monday", filler + "The parrot escaped. " + filler)));

            String best = texts(memory.search(SCOPE, "parrot", 1, null, null)).get(0);

            assertTrue(best.contains("The parrot escaped.") && best.length() <= Passages.LONGEST);
        }
    }

    @Test
    final void doesNotReturnTheQuestionItself() {
        say(SCOPE, "monday", "What does the parrot eat?");
        say(SCOPE, "monday", "The parrot eats walnuts");

        assertEquals(List.of("The parrot eats walnuts"), recall(SCOPE, "tuesday", "what does the parrot eat"));
    }
}
