package dev.talaria.bench.memory;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.LocalMemory;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Measures one scope of many turns, by default 100,000, in the built-in memory over SQLite: its import, the first search after the import
 * and after a restart, later searches, and how long it takes to forget it; and what the turns of another scope take meanwhile. The words
 * are made up; their frequencies fall as those of a language do.
 */
public final class LargeScopeBenchmark {
    private static final int AT_ONCE = 500;
    private static final int SESSION = 20;
    private static final int SAID = 22;
    private static final int ASKED = 8;
    private static final int SEARCHES = 200;
    private static final int VOCABULARY = 20_000;
    private static final long BETWEEN_TURNS = 5_000_000;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final Peer LARGE = Peer.of(MemoryScope.ofKey("bench", "large"));
    private static final Peer SMALL = Peer.of(MemoryScope.ofKey("other", "small"));

    private final Database database = TestDatabase.sqlite();
    private final GroupCommit commits = TestDatabase.writer(database);
    private final ExecutorService background = Executors.newFixedThreadPool(2, TestDatabase.daemons());
    private final ExecutorService recalls = Executors.newFixedThreadPool(2, TestDatabase.daemons());
    private final Random random = new Random(1);
    private final List<String> vocabulary = IntStream.range(0, VOCABULARY).mapToObj(this::word).toList();
    private final ConcurrentLinkedQueue<Long> turns = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private LocalMemory memory = start();

    private LargeScopeBenchmark() {
    }

    public static void main(String[] arguments) {
        new LargeScopeBenchmark().measure(arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]));
    }

    private LocalMemory start() {
        LocalMemory started = new LocalMemory(database, commits,
                new TalariaConfig.Memory(true, Duration.ofMinutes(5), 2_000, "en", 256L << 20), Clock.systemUTC());
        started.prepare(background);
        return started;
    }

    private void measure(int many) {
        importInto(SMALL, 1_000);
        Thread other = TestDatabase.daemons().newThread(this::takeTurns);
        other.start();
        pause(Duration.ofSeconds(8));
        turns.clear();
        pause(Duration.ofSeconds(4));
        reportTurns("alone");

        double seconds = timed(() -> importInto(LARGE, many));
        print("import: %.1f s, %.0f turns/s", seconds, many / seconds);
        reportTurns("during the import");
        print("first search after the import: %.0f ms", 1_000 * timed(this::search));
        print("later searches: %s", percentiles(IntStream.range(0, SEARCHES).mapToLong(i -> (long) (1e9 * timed(this::search))).toArray()));
        turns.clear();

        pause(Duration.ofSeconds(2));
        restart("with a snapshot");
        commits.commit(handle -> handle.execute("DELETE FROM memory_snapshot"));
        restart("from its rows");
        pause(Duration.ofSeconds(2));
        turns.clear();

        print("forgotten after %.0f ms", 1_000 * timed(() -> memory.forget(LARGE)));
        print("found afterwards: %d", memory.search(LARGE, new SearchQuery(words(ASKED), 20, null, null)).size());
        print("deleted after %.1f s more", timed(this::awaitDeletion));
        reportTurns("meanwhile");
        over.set(true);
        memory.close();
        commits.close();
        database.close();
    }

    private void restart(String how) {
        memory.close();
        turns.clear();
        memory = start();
        print("first search after a restart, %s: %.0f ms", how, 1_000 * timed(this::search));
        pause(Duration.ofSeconds(2));
        reportTurns("beside it");
    }

    private void importInto(Peer peer, int many) {
        for (int from = 0; from < many; from += AT_ONCE) {
            List<Incoming> some = new ArrayList<>(AT_ONCE);
            for (int i = from; i < Math.min(many, from + AT_ONCE); i++) {
                some.add(new Incoming("id" + i, SessionRef.named("bench", "", "session" + i / SESSION),
                        i % 2 == 0 ? Role.USER : Role.ASSISTANT, null, words(SAID), START.plusSeconds(60L * i),
                        JsonValue.EMPTY_JSON_OBJECT));
            }
            memory.importing(peer, some);
        }
    }

    private void search() {
        memory.search(LARGE, new SearchQuery(words(ASKED), 20, null, null));
    }

    private void awaitDeletion() {
        while (database.<Long>read(handle -> handle.createQuery("SELECT COUNT(*) FROM (SELECT 1 FROM memory_item WHERE tenant = 'bench'"
                + " LIMIT 1) AS one").mapTo(Long.class).one()) > 0) {
            LockSupport.parkNanos(BETWEEN_TURNS);
        }
    }

    /** Does in another scope what a turn does: reads the user's state, recalls, and stores a question and an answer. */
    private void takeTurns() {
        SessionRef session = SessionRef.named("other", "", "asking");
        Random own = new Random(2);
        for (int i = 0; !over.get(); i++) {
            String asked = words(own, ASKED);
            LocalMemory used = memory;
            long start = System.nanoTime();
            long epoch = used.state(SMALL).epoch();
            new BoundedRecall(used, recalls, Duration.ofSeconds(5)).recall(new RecallQuery(SMALL, session, asked, 1_500));
            commits.commit(used.remember(new MemoryTurn(SMALL, session, "run" + i, epoch, List.of(
                    new MemoryTurn.Utterance(Role.USER, null, asked, Instant.now()),
                    new MemoryTurn.Utterance(Role.ASSISTANT, null, words(own, SAID), Instant.now())))));
            turns.add(System.nanoTime() - start);
            LockSupport.parkNanos(BETWEEN_TURNS);
        }
    }

    private void reportTurns(String when) {
        List<Long> taken = new ArrayList<>();
        for (Long turn = turns.poll(); turn != null; turn = turns.poll()) {
            taken.add(turn);
        }
        print("    turns of another scope, %s: %s", when, percentiles(taken.stream().mapToLong(Long::longValue).toArray()));
    }

    private static String percentiles(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? "none" : String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms (%d)",
                sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 95 / 100] / 1e6, sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6, sorted.length);
    }

    private String words(int count) {
        return words(random, count);
    }

    private String words(Random source, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(vocabulary.get((int) Math.exp(source.nextDouble() * Math.log(VOCABULARY)) - 1));
        }
        return text.append('.').toString();
    }

    private String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 4 + number % 5; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static double timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
