package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.semantic.EmbeddingSearch;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.WordEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that compares meanings, on whichever database. Vectors come late, so searches are repeated until they show. */
abstract class MeaningContract {
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final MemoryScope OTHER = MemoryScope.ofKey("acme", "bob");
    private static final TalariaConfig.Memory CONFIG = new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", 64L << 20);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService queries = Executors.newFixedThreadPool(2);
    private final WordEmbedder embedder = new WordEmbedder("words-1");
    private Database database;
    private GroupCommit writer;

    abstract Database database();

    @BeforeEach
    final void open() {
        database = database();
        writer = TestDatabase.writer(database);
    }

    @AfterEach
    final void close() throws InterruptedException {
        for (ExecutorService pool : List.of(timer, worker, queries)) {
            pool.shutdown();
            assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));
        }
        writer.close();
        database.close();
    }

    private LocalMemory memory(WordEmbedder model) {
        EmbeddingSearch.Parts parts = new EmbeddingSearch.Parts(model, queries, worker, timer, Duration.ofSeconds(5));
        return new LocalMemory(database, writer, CONFIG, Clock.systemUTC(), EmbeddingSearch.start(database, writer, parts));
    }

    private void say(LocalMemory memory, MemoryScope scope, String... texts) {
        for (String text : texts) {
            writer.submit(memory.remember(new MemoryTurn(Peer.of(scope), SessionRef.named("acme", "", text), "run", 0,
                    List.of(new MemoryTurn.Utterance(Role.USER, null, text, Instant.EPOCH))))).orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    private static List<String> found(LocalMemory memory, MemoryScope scope, String query) {
        return memory.search(Peer.of(scope), new SearchQuery(query, 10, null, null)).stream()
                .map(scoredMemory -> scoredMemory.item().text()).toList();
    }

    private static List<String> foundAtLast(LocalMemory memory, String query) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<String> found = found(memory, SCOPE, query);
        while (found.isEmpty() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
            found = found(memory, SCOPE, query);
        }
        return found;
    }

    @Test
    final void findsWhatSharesNoWordWithTheQuery() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings", "We set sail at dawn", "Such a crisp loaf");

            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "any birds, a bird?"));
        }
    }

    @Test
    final void comparesWithinTheScopeOnly() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, OTHER, "Somebody else's budgie");
            say(memory, SCOPE, "The budgie sings");

            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
        }
    }

    @Test
    final void findsByWordsWhileThereIsNoVectorYet() {
        embedder.broken(true);
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");

            assertEquals(List.of("The budgie sings"), found(memory, SCOPE, "budgie"));
            assertEquals(List.of(), found(memory, SCOPE, "bird"));
        }
    }

    @Test
    final void aRecallSaysThatItWentByWordsAloneForWantOfItsQueryVector() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
            RecallQuery known = new RecallQuery(Peer.of(SCOPE), SessionRef.named("acme", "", "new"), "bird", 2_000);
            RecallQuery unknown = new RecallQuery(Peer.of(SCOPE), SessionRef.named("acme", "", "new"), "Does the budgie sing?", 2_000);
            embedder.broken(true);

            Recall inPart = memory.recall(unknown);

            assertTrue(inPart.degraded());
            assertEquals(List.of("The budgie sings"), inPart.items().stream().map(Recall.Item::text).toList());
            assertFalse(memory.recall(known).degraded());
        }
    }

    @Test
    final void tellsHowManyPassagesWaitForTheirVectors() {
        embedder.broken(true);
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings", "We set sail at dawn");

            assertEquals(2, memory.profile(Peer.of(SCOPE)).pending());
            assertEquals(2, memory.sizes(List.of(SCOPE)).get(SCOPE).pending());
        }
    }

    @Test
    final void waitsForNoVectorOnceAllAreMade() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            foundAtLast(memory, "bird");

            assertEquals(0, memory.profile(Peer.of(SCOPE)).pending());
        }
    }

    @Test
    final void waitsForNoVectorOfWhatIsForgotten() {
        embedder.broken(true);
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");

            memory.forget(Peer.of(SCOPE));

            assertEquals(0, memory.profile(Peer.of(SCOPE)).pending());
        }
    }

    @Test
    final void triesAgainWhatFailed() throws InterruptedException {
        embedder.broken(true);
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            embedder.awaitCall();
            embedder.broken(false);

            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
        }
    }

    @Test
    final void makesTheVectorsThatAnEarlierProcessDidNot() {
        try (LocalMemory words = new LocalMemory(database, writer, CONFIG, Clock.systemUTC())) {
            say(words, SCOPE, "The budgie sings", "We set sail at dawn", "Such a crisp loaf", "A boat", "Another boat");
        }
        try (LocalMemory memory = memory(embedder)) {
            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
        }
    }

    @Test
    final void goesOnBehindATextThatIsRefused() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "It is " + WordEmbedder.REFUSED, "The budgie sings");

            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
        }
    }

    @Test
    final void embedsAnewForAnotherModel() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            foundAtLast(memory, "bird");
        }
        WordEmbedder next = new WordEmbedder("words-2");
        try (LocalMemory memory = memory(next)) {
            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "bird"));
            assertTrue(next.seen().contains("The budgie sings"));
        }
    }

    @Test
    final void embedsNothingTwice() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            foundAtLast(memory, "bird");
        }
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "We set sail");
            foundAtLast(memory, "ship");
        }
        assertEquals(1, embedder.seen().stream().filter("The budgie sings"::equals).count());
    }

    @Test
    final void sharesVectorsBetweenServers() {
        WordEmbedder idle = new WordEmbedder("words-1");
        try (LocalMemory one = memory(embedder); LocalMemory other = memory(idle)) {
            say(one, SCOPE, "The budgie sings");

            assertEquals(List.of("The budgie sings"), foundAtLast(one, "bird"));
            assertEquals(List.of("The budgie sings"), found(other, SCOPE, "bird"));
        }
    }

    @Test
    final void forgetsAVectorWithItsMessage() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "The budgie sings");
            foundAtLast(memory, "bird");

            memory.forget(Peer.of(SCOPE));

            assertEquals(List.of(), found(memory, SCOPE, "bird"));
            int left = database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM memory_vector").mapTo(Integer.class).one());
            assertEquals(0, left);
        }
    }

    @Test
    final void tellsInWhatWayItSearches() {
        try (LocalMemory memory = memory(embedder)) {
            assertEquals("built-in (en, words and meaning by words-1)", memory.description());
        }
    }

    @Test
    final void findsAnEditedItemByItsNewMeaning() {
        try (LocalMemory memory = memory(embedder)) {
            say(memory, SCOPE, "We set sail at dawn", "Such a crisp loaf");
            List<Remembered> items = memory.list(Peer.of(SCOPE), new MemoryPage.PageRequest(null, 5, false)).items();
            assertEquals(List.of("We set sail at dawn"), foundAtLast(memory, "a boat"));

            memory.edit(Peer.of(SCOPE), items.get(0).id(), "The budgie sings");
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (memory.profile(Peer.of(SCOPE)).pending() > 0 && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }

            assertEquals(List.of("The budgie sings"), foundAtLast(memory, "any birds, a bird?"));
            assertEquals(List.of(), found(memory, SCOPE, "a boat"));
            assertEquals(0, memory.profile(Peer.of(SCOPE)).pending());
        }
    }
}
