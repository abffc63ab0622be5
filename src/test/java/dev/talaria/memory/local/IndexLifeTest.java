package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes come, grow and go; what they answer depends on the rows alone. */
class IndexLifeTest {
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final String[] WORDS = {"parrot", "walnut", "harbour", "boat", "song", "garden", "yesterday", "seven", "Ann", "rain"};

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    private LocalMemory memory(long indexBytes) {
        return new LocalMemory(database, writer, new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", indexBytes),
                Clock.systemUTC());
    }

    private static SessionRef session(String id) {
        return SessionRef.named("acme", "", id);
    }

    private static List<Remembered.ScoredMemory> search(LocalMemory memory, MemoryScope scope, String text, int limit) {
        return memory.search(Peer.of(scope), new SearchQuery(text, limit, null, null));
    }

    private static String text(Random random) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        return String.join(" ", words) + (random.nextInt(4) == 0 ? "?" : "");
    }

    private void say(LocalMemory memory, MemoryScope scope, Random random) {
        List<MemoryTurn.Utterance> utterances = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            utterances.add(new MemoryTurn.Utterance(random.nextBoolean() ? Role.USER : Role.ASSISTANT, random.nextBoolean() ? "Ann" : null,
                    text(random), Instant.ofEpochSecond(1_700_000_000L + random.nextInt(10_000_000))));
        }
        MemoryTurn turn = new MemoryTurn(Peer.of(scope), session("s" + random.nextInt(5)), "r", 0, utterances);
        writer.submit(memory.remember(turn)).orTimeout(20, TimeUnit.SECONDS).join();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersAfterCatchingUpAsOneBuiltAfresh(long seed) {
        Random random = new Random(seed);
        try (LocalMemory grown = memory(64L << 20)) {
            for (int i = 0; i < 60; i++) {
                say(grown, SCOPE, random);
                if (random.nextInt(3) == 0) {
                    search(grown, SCOPE, text(random), 5);
                }
            }
            try (LocalMemory fresh = memory(64L << 20)) {
                for (int i = 0; i < 20; i++) {
                    String query = text(random);
                    assertEquals(search(fresh, SCOPE, query, 10), search(grown, SCOPE, query, 10), query);
                }
            }
        }
    }

    @Test
    void holdsNoMoreIndexesThanTheBoundAllows() {
        Random random = new Random(9);
        try (LocalMemory memory = memory(128 << 10)) {
            for (int i = 0; i < 100; i++) {
                MemoryScope scope = MemoryScope.ofKey("acme", "user" + i);
                for (int turn = 0; turn < 3; turn++) {
                    say(memory, scope, random);
                }
                search(memory, scope, "parrot", 5);
            }

            long held = memory.indexedScopes();

            assertTrue(held > 0 && held < 100, () -> held + " indexes are held");
        }
    }

    @Test
    void holdsNothingForAScopeThatWasNeverSearched() {
        try (LocalMemory memory = memory(64L << 20)) {
            say(memory, SCOPE, new Random(1));

            assertEquals(0, memory.indexedScopes());
        }
    }

    @Test
    void readsLargeScopesBeforeAnybodySearchesThem() {
        try (LocalMemory before = memory(64L << 20)) {
            say(before, MemoryScope.ofKey("acme", "bob"), new Random(1));
            before.importing(Peer.of(SCOPE), IntStream.range(0, LocalMemory.LARGE).mapToObj(i ->
                    new Incoming(null, null, Role.USER, null, "parrot " + i, Instant.EPOCH, JsonValue.EMPTY_JSON_OBJECT)).toList());
        }
        try (LocalMemory memory = memory(64L << 20)) {
            memory.prepare(Runnable::run);

            assertEquals(1, memory.indexedScopes());
        }
    }

    @Test
    void countsAnIndexAnewAsItGrows() {
        try (TextAnalysis analysis = new TextAnalysis("en"); LocalMemory memory = memory(64L << 20)) {
            IndexedScope index = new IndexedScope(SCOPE, new ScopeStore(database), new MemoryStore(database), SemanticSearch.OFF,
                    analysis, new Snapshots(database, writer, 10), new Semaphore(2), 1_000);
            index.weigh();
            for (int i = 0; i < 80; i++) {
                say(memory, SCOPE, new Random(i));
            }
            index.search(new IndexQuery("parrot", LocalDate.EPOCH, Filter.ALL, 5), Duration.ofSeconds(20));

            assertTrue(index.hasOutgrownItsWeight());
            index.weigh();
            assertTrue(!index.hasOutgrownItsWeight());
        }
    }

    @Test
    void leavesTheOldestOutOfAScopeThatIsTooLarge() {
        try (TextAnalysis analysis = new TextAnalysis("en"); LocalMemory memory = memory(64L << 20)) {
            IndexedScope index = new IndexedScope(SCOPE, new ScopeStore(database), new MemoryStore(database), SemanticSearch.OFF,
                    analysis, new Snapshots(database, writer, 10), new Semaphore(2), 2);
            for (int i = 0; i < 7; i++) {
                String session = "s" + i;
                writer.submit(memory.remember(new MemoryTurn(Peer.of(SCOPE), session(session), "r", 0,
                        List.of(new MemoryTurn.Utterance(Role.USER, null, "parrot", Instant.EPOCH))))).orTimeout(20, TimeUnit.SECONDS)
                        .join();
            }

            List<Hit> hits = index.search(new IndexQuery("parrot", LocalDate.EPOCH, Filter.ALL, 10), Duration.ofSeconds(20))
                    .orElseThrow().hits();

            assertEquals(List.of(7L, 6L), hits.stream().map(Hit::seq).toList());
        }
    }
}
