package dev.talaria.bench;

import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.ExpiredSessions;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionSearch;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.session.TurnRecord.ProducedMessage;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long it takes to delete many expired sessions while others write turns, and what those turns take meanwhile, before and
 * after. Run it by hand with {@code sqlite} or {@code postgresql}, and how many sessions there are, by default 100000.
 */
public final class RetentionBenchmark {
    private static final int CALLERS = 16;
    private static final int BETWEEN_TURNS_MILLIS = 20;
    private static final int MEASURED_SECONDS = 15;
    private static final int AT_ONCE = 500;
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
    private static final String TEXT = "lorem ipsum dolor sit amet ".repeat(10);

    private final Database database;
    private final GroupCommit writer;
    private final SessionStore sessions;
    private final ConcurrentLinkedQueue<Long> turns = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private RetentionBenchmark(Database database) {
        this.database = database;
        this.writer = TestDatabase.writer(database);
        this.sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));
    }

    public static void main(String[] arguments) throws InterruptedException {
        Database database = arguments.length > 0 && arguments[0].equals("postgresql") ? TestDatabase.postgres() : TestDatabase.sqlite();
        new RetentionBenchmark(database).measure(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000);
    }

    private void measure(int many) throws InterruptedException {
        for (int i = 0; i < many; i += AT_ONCE) {
            for (int k = i + 1; k < Math.min(many, i + AT_ONCE); k++) {
                writer.submit(turn("old" + k, OLD.plusSeconds(k)));
            }
            writer.commit(turn("old" + i, OLD.plusSeconds(i)));
        }
        firstPage();
        ScheduledExecutorService upkeep = Executors.newScheduledThreadPool(2, TestDatabase.daemons());
        upkeep.scheduleWithFixedDelay(database::maintain, 1, 1, TimeUnit.SECONDS);
        CountDownLatch callers = new CountDownLatch(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            String name = "caller" + i;
            TestDatabase.daemons().newThread(() -> call(name, callers)).start();
        }
        TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
        turns.clear();
        TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
        report("before");
        long start = System.nanoTime();
        try (Retention retention = new Retention(writer, upkeep, Clock.systemUTC(), Retention.Pace.DEFAULT)) {
            retention.keep("sessions", Duration.ofDays(365), new ExpiredSessions());
            while (count("SELECT COUNT(*) FROM (SELECT 1 FROM session WHERE updated_at < 1600000000000000 LIMIT 1) one") > 0) {
                TimeUnit.MILLISECONDS.sleep(250);
            }
            report(String.format(Locale.ROOT, "deleting, %.1f s", (System.nanoTime() - start) / 1e9));
            TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
        }
        report("after, pages given back");
        over = true;
        callers.await();
        upkeep.shutdownNow();
        upkeep.awaitTermination(5, TimeUnit.SECONDS);
        writer.close();
        database.close();
    }

    private void firstPage() {
        CatalogStore catalog = new CatalogStore(database);
        long[] took = new long[20];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            catalog.page(new RequestScope("r", new Caller("bench", "key", false), SessionRef.named("bench", "", "any"), null,
                    Identity.NONE, null, null), new SessionSearch(null, null, 50, 0));
            took[i] = System.nanoTime() - start;
        }
        System.out.printf(Locale.ROOT, "first page: %.1f ms, then %.1f ms%n",
                took[0] / 1e6, Arrays.stream(took).skip(10).average().orElse(0) / 1e6);
    }

    private void call(String name, CountDownLatch done) {
        for (int i = 0; !over; i++) {
            long start = System.nanoTime();
            writer.commit(turn(name + "-" + i, Instant.now()));
            turns.add(System.nanoTime() - start);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_TURNS_MILLIS));
        }
        done.countDown();
    }

    private Write turn(String session, Instant at) {
        List<Message> asked = List.of(Message.user(session + TEXT));
        Attribution by = new Attribution("run-" + session, "chat", "main", "talaria", Identity.NONE, null);
        return sessions.append(SessionRef.named("bench", "", session), new TurnRecord(by, new BranchPoint(asked, null, asked), at,
                List.of(new ProducedMessage(Message.assistant(TEXT), false, at)), Usage.NONE, true));
    }

    private long count(String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private void report(String phase) {
        long[] sorted = turns.stream().mapToLong(Long::longValue).sorted().toArray();
        turns.clear();
        String pages = database.shared() ? "" : ", file " + count("PRAGMA page_count") / 256 + " MB";
        System.out.printf(Locale.ROOT, "%s: %d turns, p50 %.2f ms, p99 %.2f ms, longest %.1f ms%s%n", phase, sorted.length,
                sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6, sorted[sorted.length - 1] / 1e6, pages);
    }
}
