package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for somebody else's reading longer than they said. */
class RecallPatienceTest {
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final IndexQuery PARROT = new IndexQuery("parrot", LocalDate.EPOCH, Filter.ALL, 5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final TextAnalysis analysis = new TextAnalysis("en");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SlowRows rows = new SlowRows();

    /** Reading takes until it is let go on. */
    private static final class SlowRows implements SemanticSearch {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicLong readUpTo = new AtomicLong();

        @Override
        public long known(MemoryScope scope) {
            return Long.MAX_VALUE;
        }

        @Override
        public OptionalLong pending(MemoryScope scope) {
            return OptionalLong.empty();
        }

        @Override
        public void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each) {
            begun.countDown();
            await(goOn);
            readUpTo.set(upTo);
        }

        @Override
        public Optional<float[]> ofQuery(String text, Supplier<SpokenNames> names) {
            return Optional.of(NONE);
        }

        @Override
        public void wake(MemoryScope scope) {
        }

        @Override
        public int bytesPerTurn() {
            return 0;
        }

        @Override
        public String description() {
            return "slow";
        }

        @Override
        public void close() {
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        rows.goOn.countDown();
        threads.shutdown();
        writer.close();
        database.close();
        analysis.close();
    }

    private IndexedScope index(Semaphore coldReads) {
        return new IndexedScope(SCOPE, new ScopeStore(database), new MemoryStore(database), rows, analysis,
                new Snapshots(database, writer, 10_000), coldReads, 10_000);
    }

    private void say(int messages) {
        try (LocalMemory memory = new LocalMemory(database, writer, new TalariaConfig.Memory(true, LONG, 2_000, "en", 64L << 20),
                Clock.systemUTC())) {
            memory.importing(Peer.of(SCOPE), IntStream.range(0, messages).mapToObj(i ->
                    new Incoming(null, null, Role.USER, null, "parrot " + i, Instant.EPOCH, JsonValue.EMPTY_JSON_OBJECT)).toList());
        }
    }

    @Test
    void givesUpInTimeWhileAnotherReadsTheScope() throws Exception {
        say(3);
        IndexedScope index = index(new Semaphore(2));
        Future<Optional<IndexedScope.Found>> first = threads.submit(() -> index.search(PARROT, LONG));
        await(rows.begun);

        Future<Optional<IndexedScope.Found>> second = threads.submit(() -> index.search(PARROT, SHORT));

        assertEquals(Optional.empty(), second.get(20, TimeUnit.SECONDS));
        rows.goOn.countDown();
        assertEquals(3, first.get(20, TimeUnit.SECONDS).orElseThrow().hits().size());
    }

    @Test
    void holdsUpNobodyWhoOnlyNeedsTheIndexWhileItReads() throws Exception {
        say(3);
        IndexedScope index = index(new Semaphore(2));
        Future<Optional<IndexedScope.Found>> first = threads.submit(() -> index.search(PARROT, LONG));
        await(rows.begun);

        threads.submit(index::weigh).get(20, TimeUnit.SECONDS);
        threads.submit(index::seal).get(20, TimeUnit.SECONDS);
        threads.submit(() -> index.leaveOut(List.of(2L))).get(20, TimeUnit.SECONDS);

        rows.goOn.countDown();
        assertEquals(List.of(3L, 1L), first.get(20, TimeUnit.SECONDS).orElseThrow().hits().stream().map(Hit::seq).toList());
    }

    @Test
    void readsASmallScopeWhileTheLargeOnesAreWaitedFor() {
        rows.goOn.countDown();
        say(3);
        assertEquals(3, index(new Semaphore(0)).search(PARROT, LONG).orElseThrow().hits().size());

        say(2_100);
        assertEquals(Optional.empty(), index(new Semaphore(0)).search(PARROT, SHORT));
        assertEquals(5, index(new Semaphore(1)).search(PARROT, LONG).orElseThrow().hits().size());
    }

    @Test
    void readsOnInTheBackgroundWhatWasTooLargeForOnesPatience() {
        rows.goOn.countDown();
        say(4_100);
        Languages languages = new Languages("en", Map.of());
        Finder finder = new Finder(database, rows, languages, new Snapshots(database, writer, 10_000), 64L << 20);
        finder.readOn(Runnable::run);

        assertEquals(Optional.empty(), finder.find(SCOPE, PARROT, UnaryOperator.identity(), Duration.ZERO));

        assertEquals(4_100, rows.readUpTo.get());
        languages.close();
    }
}
