package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.DatabaseProxy;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the writer makes of a PostgreSQL that goes away. */
@Order(1)
class LostDatabaseTest {
    private static final GroupCommit.Bounds IMPATIENT =
            new GroupCommit.Bounds(100, 100, Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ofMinutes(5));

    private String direct;
    private DatabaseProxy proxy;
    private Database database;
    private GroupCommit writer;

    @BeforeEach
    void start() {
        // A statement is sent by its words, which the proxy looks for.
        direct = TestDatabase.postgresUrl() + "&prepareThreshold=0";
        proxy = DatabaseProxy.before(direct);
        database = TestDatabase.open(proxy.through(direct));
        writer = TestDatabase.writer(database);
        writer.commit(handle -> handle.execute("CREATE TABLE t (id INT PRIMARY KEY)"));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.comeBack();
        writer.close();
        database.close();
        proxy.close();
    }

    @Test
    void aShortOutageIsWaitedOut() throws Exception {
        proxy.goAway();
        CompletableFuture<Void> one = writer.submit(insert(1));
        CompletableFuture<Void> two = writer.submit(insert(2));

        proxy.comeBack();

        one.get(30, TimeUnit.SECONDS);
        two.get(30, TimeUnit.SECONDS);
        assertEquals(List.of(1, 2), rows());
    }

    @Test
    void aConnectionThatBreaksInTheMidstOfAGroupCostsNobodyHisWrite() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        CompletableFuture<Void> first = writer.submit(handle -> {
            insert(1).apply(handle);
            if (broken.getCount() > 0) {
                broken.countDown();
                proxy.cut();
            }
        });
        CompletableFuture<Void> second = writer.submit(insert(2));

        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        assertEquals(List.of(1, 2), rows());
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotDoneTwice() throws Exception {
        proxy.loseAnswerTo("COMMIT");
        List<Integer> attempts = new ArrayList<>();

        writer.submit(handle -> {
            attempts.add(1);
            insert(1).apply(handle);
        }).get(30, TimeUnit.SECONDS);

        assertEquals(1, attempts.size());
        assertEquals(List.of(1), rows());
    }

    @Test
    void aCommitThatNeverArrivedIsDoneAgain() throws Exception {
        proxy.loseRequest("COMMIT");
        List<Integer> attempts = new ArrayList<>();

        writer.submit(handle -> {
            attempts.add(1);
            insert(1).apply(handle);
        }).get(30, TimeUnit.SECONDS);

        assertEquals(2, attempts.size());
        assertEquals(List.of(1), rows());
    }

    @Test
    void whatItsPatienceOutlastsIsNotStoredAndWhatIsLastingIs() throws Exception {
        try (GroupCommit impatient = GroupCommit.start(database, TestDatabase.daemons(), ForkJoinPool.commonPool(), Clock.systemUTC(),
                IMPATIENT)) {
            proxy.goAway();
            CompletableFuture<Void> lasting = impatient.submitLasting(insert(1));
            ApiException failure = unavailable(impatient.submit(insert(2)));
            assertFalse(GroupCommit.isUnknown(failure));
            assertFalse(lasting.isDone());

            proxy.comeBack();

            lasting.get(30, TimeUnit.SECONDS);
            assertEquals(List.of(1), rows());
        }
    }

    @Test
    void aCommitOfWhichNothingCanBeLearntIsUnknown() throws Exception {
        try (GroupCommit impatient = GroupCommit.start(database, TestDatabase.daemons(), ForkJoinPool.commonPool(), Clock.systemUTC(),
                IMPATIENT)) {
            proxy.loseAnswerTo("COMMIT");
            ApiException failure = unavailable(impatient.submit(handle -> {
                insert(1).apply(handle);
                proxy.refuseNew();
            }));

            assertTrue(GroupCommit.isUnknown(failure));
            proxy.comeBack();
        }
    }

    @Test
    void aStatementThatTakesTooLongFailsItsOwnWriteAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        writer.submit(handle -> block(go));
        CompletableFuture<Void> before = writer.submit(insert(1));
        CompletableFuture<Void> late = writer.submit(handle -> {
            handle.execute("SET LOCAL statement_timeout = 50");
            handle.execute("SELECT pg_sleep(30)");
        });
        CompletableFuture<Void> after = writer.submit(insert(2));
        go.countDown();

        before.get(30, TimeUnit.SECONDS);
        after.get(30, TimeUnit.SECONDS);
        unavailable(late);
        assertEquals(List.of(1, 2), rows());
    }

    private static void block(CountDownLatch until) {
        try {
            assertTrue(until.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Write insert(int id) {
        return handle -> handle.execute("INSERT INTO t VALUES (?)", id);
    }

    private List<Integer> rows() {
        try (Database beside = TestDatabase.open(direct)) {
            return beside.read(handle -> handle.createQuery("SELECT id FROM t ORDER BY id").mapTo(Integer.class).list());
        }
    }

    private static ApiException unavailable(CompletableFuture<Void> done) {
        Throwable cause = assertThrows(ExecutionException.class, () -> done.get(60, TimeUnit.SECONDS)).getCause();
        ApiException failure = assertInstanceOf(ApiException.class, cause);
        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, failure.code());
        return failure;
    }
}
