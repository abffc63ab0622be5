package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.Peer;
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
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot saves the reading of rows and changes no answer, and nothing that was forgotten comes back by it. */
abstract class SnapshotContract extends LocalMemoryFixture {
    private static final MemoryScope SCOPE = MemoryScope.ofKey("acme", "ann");
    private static final SessionRef MONDAY = SessionRef.named("acme", "", "monday");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> WORDS = List.of("parrot", "walnut", "harbour", "boat", "song", "garden", "yesterday", "seven",
            "Ann", "rain", "\u6771\u4EAC", "May");
    private static final int ENOUGH = 20;

    @AutoClose
    private final TextAnalysis analysis = new TextAnalysis("en");
    SnapshotContract() {
        super(Clock.systemUTC());
    }

    private static String text(Random random) {
        return String.join(" ", random.ints(1 + random.nextInt(6), 0, WORDS.size()).mapToObj(WORDS::get).toList())
                + (random.nextInt(4) == 0 ? "?" : "");
    }

    private void say(int messages, Random random) {
        List<Incoming> said = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            said.add(new Incoming(null, random.nextBoolean() ? MONDAY : null, random.nextBoolean() ? Role.USER : Role.ASSISTANT,
                    random.nextBoolean() ? "Ann" : null, text(random),
                    Instant.ofEpochSecond(1_700_000_000L + random.nextInt(10_000_000)), JsonValue.EMPTY_JSON_OBJECT));
        }
        memory.importing(Peer.of(SCOPE), said);
    }

    private Snapshots snapshots(int least) {
        Snapshots snapshots = new Snapshots(database, writer, least);
        snapshots.writeOn(Runnable::run);
        return snapshots;
    }

    private IndexedScope index(int least) {
        return index(least, 10_000, analysis);
    }

    private IndexedScope index(int least, int mostTurns, TextAnalysis reading) {
        return new IndexedScope(SCOPE, new ScopeStore(database), new MemoryStore(database), SemanticSearch.OFF, reading, snapshots(least),
                new Semaphore(2), mostTurns);
    }

    private static List<Hit> search(IndexedScope index, String text) {
        return index.search(new IndexQuery(text, LocalDate.of(2024, 1, 1), Filter.ALL, 30), PATIENCE).orElseThrow().hits();
    }

    /** An index with a snapshot of what there is. */
    private IndexedScope sealed() {
        IndexedScope index = index(ENOUGH);
        search(index, "parrot");
        snapshots(ENOUGH).consider(SCOPE, index);
        return index;
    }

    private int stored() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM memory_snapshot").mapTo(Integer.class).one());
    }

    /** What an index finds from now on comes from a snapshot. */
    private void loseRows() {
        writer.commit(handle -> handle.execute("DELETE FROM memory_item"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    final void answersFromASnapshotAndTheRowsAfterItAsFromAllRows(long seed) {
        Random random = new Random(seed);
        say(100 + random.nextInt(50), random);
        sealed();
        say(random.nextInt(60), random);
        IndexedScope ofRows = index(Integer.MAX_VALUE);

        IndexedScope ofSnapshot = index(ENOUGH);

        for (int i = 0; i < 30; i++) {
            String query = text(random);
            assertEquals(search(ofRows, query), search(ofSnapshot, query), query);
        }
        assertTrue(stored() > 0);
    }

    @Test
    final void isReadInPlaceOfTheRows() {
        say(50, new Random(1));
        List<Hit> before = search(sealed(), "parrot");
        loseRows();

        assertEquals(before, search(index(ENOUGH), "parrot"));
    }

    @Test
    final void servesEveryNode() {
        say(LocalMemory.LARGE, new Random(1));
        memory.prepare(Runnable::run);
        List<String> found = search("parrot", memory);
        try (LocalMemory other = memory(64L << 20)) {
            assertTrue(stored() > 0);
            assertEquals(found, search("parrot", other));
        }
    }

    private static List<String> search(String text, LocalMemory memory) {
        return memory.search(Peer.of(SCOPE), new SearchQuery(text, 20, null, null)).stream().map(found -> found.item().id()).toList();
    }

    private enum Damage {
        FLIPPED {
            @Override
            byte[] of(byte[] data) {
                data[data.length / 2] ^= 1;
                return data;
            }
        },
        CUT {
            @Override
            byte[] of(byte[] data) {
                return Arrays.copyOf(data, data.length - 3);
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] data) {
                return new byte[0];
            }
        },
        LONGER {
            @Override
            byte[] of(byte[] data) {
                return Arrays.copyOf(data, data.length + 1);
            }
        };

        abstract byte[] of(byte[] data);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    final void isPassedOverWhereItIsDamaged(Damage damage) {
        say(50, new Random(1));
        sealed();
        byte[] data = new SnapshotStore(database).read(SCOPE, 1).get(0);
        writer.commit(handle -> handle.createUpdate("UPDATE memory_snapshot SET data = :data").bind("data", damage.of(data)).execute());
        loseRows();

        assertEquals(List.of(), search(index(ENOUGH), "parrot"));
    }

    @Test
    final void isPassedOverByAnotherReadingOfTexts() {
        say(50, new Random(1));
        sealed();
        loseRows();
        try (TextAnalysis german = new TextAnalysis("de")) {
            assertEquals(List.of(), search(index(ENOUGH, 10_000, german), "parrot"));
        }
    }

    @Test
    final void isPassedOverWhereItHoldsFewerRowsThanThereIsRoomFor() {
        say(100, new Random(1));
        IndexedScope narrow = index(ENOUGH, 30, analysis);
        search(narrow, "parrot");
        snapshots(ENOUGH).consider(SCOPE, narrow);
        loseRows();

        assertEquals(List.of(), search(index(ENOUGH), "parrot"));
    }

    private enum Forgetting {
        SCOPE, SESSION, ITEM
    }

    private void forget(Forgetting what) {
        switch (what) {
            case SCOPE -> memory.forget(Peer.of(SCOPE));
            case SESSION -> writer.commit(memory.forget(MONDAY));
            case ITEM -> memory.forget(Peer.of(SCOPE), search("parrot", memory).get(0));
        }
    }

    @ParameterizedTest
    @EnumSource(Forgetting.class)
    final void goesWithWhatIsForgotten(Forgetting what) {
        say(50, new Random(1));
        sealed();

        forget(what);

        assertEquals(0, stored());
    }

    @ParameterizedTest
    @EnumSource(Forgetting.class)
    final void isNotMadeOfAnIndexThatStillHasWhatWasForgotten(Forgetting what) {
        say(50, new Random(1));
        IndexedScope index = index(ENOUGH);
        search(index, "parrot");
        forget(what);

        snapshots(ENOUGH).consider(SCOPE, index);

        assertEquals(0, stored());
    }

    @Test
    final void endsWhereSomethingIsForgottenWhileItIsStored() {
        say(50, new Random(1));
        ScopeStore.Mark mark = new ScopeStore(database).mark(SCOPE).orElseThrow();
        assertTrue(add(mark, 1, 0));
        forget(Forgetting.ITEM);

        assertFalse(add(mark, 1, 1));
        assertEquals(0, stored());
    }

    @Test
    final void isOfOneNodeWhereTwoStoreOneAtOnce() {
        say(50, new Random(1));
        ScopeStore.Mark mark = new ScopeStore(database).mark(SCOPE).orElseThrow();

        List<Boolean> taken = List.of(add(mark, 1, 0), add(mark, 2, 0), add(mark, 1, 1), add(mark, 2, 1));

        assertEquals(List.of(true, true, false, true), taken);
    }

    private boolean add(ScopeStore.Mark mark, long made, int part) {
        AtomicBoolean stored = new AtomicBoolean();
        writer.commit(handle -> stored.set(SnapshotStore.add(handle, SCOPE, mark, made, part, new byte[] {1, 2, 3})));
        return stored.get();
    }

    @Test
    final void isMadeAnewOnceAnEighthHasBeenAdded() {
        say(80, new Random(1));
        IndexedScope index = sealed();

        List<Boolean> wanted = IntStream.of(10, 1, 1).mapToObj(more -> {
            say(more, new Random(more));
            search(index, "parrot");
            return index.wantsSnapshot(ENOUGH);
        }).toList();

        assertEquals(List.of(false, true, false), wanted);
    }
}
