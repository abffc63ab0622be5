package dev.talaria.bench;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.FakeMemory;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures what memory costs: import, search and a turn's recall in scopes of several sizes, on made-up words whose frequencies fall
 * as those of a language do. Run it by hand; the arguments are the sizes, by default 700 and 100000.
 */
public final class MemoryLoadBenchmark {
    private static final SessionRef NOBODY = SessionRef.named("bench", "", "none");
    private static final int SESSION = 20;
    private static final int WORDS = 22;
    private static final int ASKED = 8;
    private static final int WAITING_AT_MOST = 2_000;
    private static final int SEARCHES = 400;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private final MadeUpText text = new MadeUpText();
    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final LocalMemory memory = memory();

    private MemoryLoadBenchmark() {
    }

    private LocalMemory memory() {
        return new LocalMemory(database, writer, new TalariaConfig.Memory(true, Duration.ofMinutes(5), 2_000, "en", 512L << 20),
                Clock.systemUTC());
    }

    public static void main(String[] arguments) {
        MemoryLoadBenchmark benchmark = new MemoryLoadBenchmark();
        int[] sizes = arguments.length == 0 ? new int[] {700, 100_000} : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        benchmark.measure("warm-up", 5_000);
        for (int size : sizes) {
            benchmark.measure(String.valueOf(size), size);
            benchmark.measureStart(String.valueOf(size));
        }
        benchmark.measureHandOver();
        benchmark.memory.close();
        benchmark.writer.close();
        benchmark.database.close();
    }

    private void measure(String name, int size) {
        MemoryScope scope = MemoryScope.ofKey("bench", name);
        long start = System.nanoTime();
        for (int from = 0; from < size; from += WAITING_AT_MOST) {
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            for (int i = from; i < Math.min(size, from + WAITING_AT_MOST); i++) {
                writes.add(writer.submit(memory.remember(turn(scope, i))));
            }
            CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).join();
        }
        double stored = seconds(start);
        memory.search(Peer.of(scope), new SearchQuery(text.words(ASKED), 20, null, null));
        double searchable = seconds(start);
        print("%s: %d turns stored in %.2f s, searchable after %.2f s (%.0f turns/s)", name, size, stored, searchable, size / searchable);
        print("%s: search %s", name, timed(() -> memory.search(Peer.of(scope), new SearchQuery(text.words(ASKED), 20, null, null))));
        print("%s: recall %s", name, timed(() -> memory.recall(new RecallQuery(Peer.of(scope), NOBODY, text.words(ASKED), 2_000))));
        print("%s: a turn committed and recalled %s", name, timed(() -> {
            writer.submit(memory.remember(turn(scope, size))).join();
            memory.recall(new RecallQuery(Peer.of(scope), NOBODY, text.words(ASKED), 2_000));
        }));
    }

    /** The first search of a node that has the scope's rows only, and of one that has a snapshot of its index, too. */
    private void measureStart(String name) {
        Peer peer = Peer.of(MemoryScope.ofKey("bench", name));
        for (boolean sealed : new boolean[] {false, true, true}) {
            try (LocalMemory fresh = memory()) {
                long start = System.nanoTime();
                fresh.search(peer, new SearchQuery(text.words(ASKED), 20, null, null));
                print("%s: first search of a node, %s: %.0f ms", name, sealed ? "by a snapshot" : "by rows", seconds(start) * 1_000);
                long begun = System.nanoTime();
                fresh.prepare(Runnable::run);
                print("%s: prepared after %.0f ms, snapshots of %d bytes", name, seconds(begun) * 1_000, database.<Long>read(handle ->
                        handle.createQuery("SELECT COALESCE(SUM(OCTET_LENGTH(data)), 0) FROM memory_snapshot").mapTo(Long.class).one()));
            }
        }
    }

    private void measureHandOver() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            BoundedRecall bounded = new BoundedRecall(new FakeMemory(query -> Recall.EMPTY), threads, Duration.ofMillis(300));
            RecallQuery query = new RecallQuery(Peer.of(MemoryScope.ofKey("bench", "x")), NOBODY, "anything", 100);
            for (int i = 0; i < 50; i++) {
                timed(() -> bounded.recall(query));
            }
            print("hand-over of a bounded recall %s", timed(() -> bounded.recall(query)));
        } finally {
            threads.shutdown();
        }
    }

    private MemoryTurn turn(MemoryScope scope, int i) {
        return new MemoryTurn(Peer.of(scope), SessionRef.named("bench", "", "session" + i / SESSION), "run" + i, 0,
                List.of(new MemoryTurn.Utterance(i % 2 == 0 ? Role.USER : Role.ASSISTANT, null, text.words(WORDS),
                START.plusSeconds(60L * i))));
    }

    private static String timed(Runnable work) {
        double[] millis = new double[SEARCHES];
        for (int i = 0; i < SEARCHES; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = seconds(start) * 1_000;
        }
        Arrays.sort(millis);
        return String.format(Locale.ROOT, "p50 %.3f ms, p95 %.3f ms", millis[SEARCHES / 2], millis[SEARCHES * 95 / 100]);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
