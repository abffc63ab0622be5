package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1)
class GroupCommitTest {
    private static final GroupCommit.Bounds SMALL = new GroupCommit.Bounds(4, 3, Duration.ofSeconds(15), Duration.ofSeconds(10));

    private final MovedClock clock = new MovedClock();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService callbacks = Executors.newCachedThreadPool(task -> new Thread(task, "test-callback"));
    private Database database;
    private GroupCommit writer;

    /** Stands until it is moved. */
    private static final class MovedClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        void move(Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    @BeforeEach
    void start() {
        database = TestDatabase.sqlite();
        writer = GroupCommit.start(database, TestDatabase.daemons(), callbacks, clock, SMALL);
        await(writer.submit(handle -> handle.execute("CREATE TABLE t (id INT PRIMARY KEY)")));
    }

    @AfterEach
    void stop() {
        go.countDown();
        writer.close();
        callbacks.shutdown();
        database.close();
    }

    @Test
    void callersHearOfTheirCommitsOnTheExecutor() throws Exception {
        hold();
        CompletableFuture<String> committed = writer.submit(insert(1)).thenApply(done -> Thread.currentThread().getName());
        CompletableFuture<String> failed = writer.submit(insert(1)).handle((done, failure) -> Thread.currentThread().getName());

        go.countDown();

        assertEquals("test-callback", committed.get(20, TimeUnit.SECONDS));
        assertEquals("test-callback", failed.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aCallerWhoTakesLongWithTheNewsHoldsUpNobody() throws Exception {
        hold();
        CountDownLatch slow = new CountDownLatch(1);
        CompletableFuture<Void> first = writer.submit(insert(1)).thenRun(() -> block(slow));
        go.countDown();

        writer.commit(insert(2));
        await(writer.submit(insert(3)));

        assertFalse(first.isDone());
        slow.countDown();
        first.get(20, TimeUnit.SECONDS);
    }

    @Test
    void callersStillHearOfTheirCommitsWhereTheExecutorIsGone() throws Exception {
        hold();
        CompletableFuture<Void> told = writer.submit(insert(1));
        callbacks.shutdown();

        go.countDown();

        told.get(20, TimeUnit.SECONDS);
    }

    @Test
    void everyCallerHearsOfItsOwnCommit() throws Exception {
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService callers = Executors.newFixedThreadPool(64);
        try (GroupCommit roomy = TestDatabase.writer(database)) {
            for (int c = 0; c < 64; c++) {
                int first = c * 20;
                callers.execute(() -> {
                    for (int id = first; id < first + 20; id++) {
                        await(roomy.submit(insert(id)));
                        acknowledged.add(id);
                    }
                });
            }
            callers.shutdown();
            assertTrue(callers.awaitTermination(60, TimeUnit.SECONDS));
        } finally {
            callers.shutdownNow();
        }

        assertEquals(64 * 20, acknowledged.size());
        assertEquals(64 * 20, rows());
    }

    @Test
    void whatWaitsIsCommittedTogether() throws Exception {
        hold();
        List<Object> seenBySomebodyElse = new ArrayList<>();
        List<CompletableFuture<Void>> group = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Write insert = insert(id);
            group.add(writer.submit(insert.and(handle -> seenBySomebodyElse.add(rows()))));
        }

        go.countDown();
        group.forEach(GroupCommitTest::await);

        assertEquals(List.of(0, 0, 0), seenBySomebodyElse);
    }

    @Test
    void onlyTheFaultyWriteOfAGroupFails() throws Exception {
        hold();
        CompletableFuture<Void> before = writer.submit(insert(1));
        CompletableFuture<Void> faulty = writer.submit(handle -> {
            handle.execute("INSERT INTO t VALUES (99)");
            throw new IllegalStateException("mine");
        });
        CompletableFuture<Void> after = writer.submit(insert(2));

        go.countDown();

        await(before);
        await(after);
        assertEquals("mine", assertInstanceOf(IllegalStateException.class, failure(faulty)).getMessage());
        assertEquals(2, rows());
    }

    /** A client that is refused again and again must not cost the others their groups. */
    @Test
    void aRefusedWriteCostsItsGroupOneMoreAttemptAndTheNextNone() throws Exception {
        try (GroupCommit roomy = GroupCommit.start(database, TestDatabase.daemons(), callbacks, clock,
                new GroupCommit.Bounds(100, 100, Duration.ofSeconds(15), Duration.ofSeconds(10)))) {
            assertEquals(21, attemptsOfTwentyAmongRefused(roomy, 0));
            assertEquals(20, attemptsOfTwentyAmongRefused(roomy, 100));
            assertEquals(40, rows());
        }
    }

    private static int attemptsOfTwentyAmongRefused(GroupCommit writer, int from) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        writer.submit(handle -> {
            begun.countDown();
            block(end);
        });
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        AtomicInteger attempts = new AtomicInteger();
        List<CompletableFuture<Void>> good = new ArrayList<>();
        List<CompletableFuture<Void>> refused = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Write insert = insert(from + i);
            good.add(writer.submit(insert.and(handle -> attempts.incrementAndGet())));
            refused.add(writer.submit(insert(1_000 + i).and(handle -> {
                throw ErrorCode.SESSION_EXISTS.because("mine");
            })));
        }
        end.countDown();
        good.forEach(GroupCommitTest::await);
        for (CompletableFuture<Void> each : refused) {
            assertInstanceOf(ApiException.class, failure(each));
        }
        return attempts.get();
    }

    @Test
    void aConflictInAGroupIsItsCallersAlone() throws Exception {
        hold();
        CompletableFuture<Void> first = writer.submit(insert(1));
        CompletableFuture<Void> twin = writer.submit(insert(1));

        go.countDown();

        await(first);
        assertFalse(failure(twin) instanceof ApiException);
        assertEquals(1, rows());
    }

    @Test
    void aWriteThatBreaksWithAnErrorDoesNotEndTheWriter() {
        CompletableFuture<Void> broken = writer.submit(handle -> {
            throw new StackOverflowError();
        });

        assertInstanceOf(StackOverflowError.class, failure(broken));
        await(writer.submit(insert(1)));
    }

    @Test
    void aFullQueueRefusesAtOnce() throws Exception {
        hold();
        for (int id = 0; id < SMALL.queue(); id++) {
            writer.submit(insert(id));
        }

        CompletableFuture<Void> refused = writer.submit(insert(100));

        assertTrue(refused.isCompletedExceptionally());
        assertUnavailable(refused);
    }

    @Test
    void aWriteThatWaitedTooLongIsNotTried() throws Exception {
        hold();
        CompletableFuture<Void> late = writer.submit(insert(1));
        clock.move(SMALL.patience().plusSeconds(1));

        CompletableFuture<Void> inTime = writer.submit(insert(2));
        go.countDown();

        assertUnavailable(late);
        await(inTime);
        assertEquals(1, rows());
    }

    @Test
    void closingCommitsWhatWasAccepted() throws Exception {
        hold();
        List<CompletableFuture<Void>> accepted = List.of(writer.submit(insert(1)), writer.submit(insert(2)), writer.submit(insert(3)));

        go.countDown();
        writer.close();

        accepted.forEach(GroupCommitTest::await);
        assertEquals(3, rows());
    }

    @Test
    void aClosedWriterRefuses() {
        writer.close();

        assertUnavailable(writer.submit(insert(1)));
    }

    @Test
    void closingDoesNotWaitForEver() throws Exception {
        GroupCommit.Bounds brief = new GroupCommit.Bounds(4, 3, Duration.ofSeconds(15), Duration.ofMillis(1));
        CountDownLatch stuck = new CountDownLatch(1);
        GroupCommit other = GroupCommit.start(database, TestDatabase.daemons(), callbacks, clock, brief);
        other.submit(handle -> {
            stuck.countDown();
            block(go);
        });
        assertTrue(stuck.await(20, TimeUnit.SECONDS));
        CompletableFuture<Void> left = other.submit(insert(1));

        other.close();

        assertUnavailable(left);
    }

    @Test
    void withoutADatabaseTheWritesFailAndTheWriterLives() {
        database.close();

        assertUnavailable(writer.submit(insert(1)));
        assertUnavailable(writer.submit(insert(2)));
    }

    @Test
    void aLostConnectionFailsItsGroupAndTheNextTriesAfresh() {
        try (Database postgres = TestDatabase.postgres(); GroupCommit other = TestDatabase.writer(postgres)) {
            await(other.submit(handle -> handle.execute("CREATE TABLE t (id INT PRIMARY KEY)")));

            assertUnavailable(other.submit(handle -> {
                handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                handle.execute("INSERT INTO t VALUES (1)");
            }));

            await(other.submit(insert(2)));
            assertEquals(1, postgres.read(handle -> handle.createQuery("SELECT COUNT(*) FROM t").mapTo(Integer.class).one()).intValue());
        }
    }

    @Test
    void onPostgresTooASpoiltGroupIsTakenApart() {
        try (Database postgres = TestDatabase.postgres(); GroupCommit other = TestDatabase.writer(postgres)) {
            await(other.submit(handle -> handle.execute("CREATE TABLE t (id INT PRIMARY KEY)")));
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(other.submit(insert(i / 2)));
            }

            long failed = all.stream().filter(future -> hasFailed(future)).count();

            assertEquals(20, failed);
            assertEquals(20, postgres.read(handle -> handle.createQuery("SELECT COUNT(*) FROM t").mapTo(Integer.class).one()).intValue());
        }
    }

    /** Keeps the writer inside a transaction, so that what is submitted meanwhile forms one group. */
    private void hold() throws InterruptedException {
        writer.submit(handle -> {
            busy.countDown();
            block(go);
        });
        assertTrue(busy.await(20, TimeUnit.SECONDS));
    }

    private static void block(CountDownLatch until) {
        try {
            assertTrue(until.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int rows() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM t").mapTo(Integer.class).one());
    }

    private static Write insert(int id) {
        return handle -> handle.execute("INSERT INTO t VALUES (?)", id);
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean hasFailed(CompletableFuture<Void> done) {
        try {
            done.get(30, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable failure(CompletableFuture<Void> done) {
        return assertThrows(ExecutionException.class, () -> done.get(30, TimeUnit.SECONDS)).getCause();
    }

    private static void assertUnavailable(CompletableFuture<Void> done) {
        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, assertInstanceOf(ApiException.class, failure(done)).code());
    }
}
