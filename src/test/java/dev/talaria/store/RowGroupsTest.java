package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.store.sql.Statements;
import dev.talaria.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that a group's writes insert together on PostgreSQL. */
class RowGroupsTest {
    private static final String ADD = "INSERT INTO t (id, text) VALUES (?, ?)";

    private Database database;
    private GroupCommit writer;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.postgres();
        writer = TestDatabase.writer(database);
        writer.commit(handle -> handle.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, text TEXT)"));
    }

    @AfterEach
    void stop() {
        if (writer != null) {
            writer.close();
            database.close();
        }
    }

    private static Write rows(int from, int to) {
        List<Integer> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(i);
        }
        return handle -> Statements.insertAll(handle, ADD, ids, (values, id) -> values.number(id).text("row " + id));
    }

    private static Write refused() {
        return handle -> {
            throw ErrorCode.RUN_NOT_ACTIVE.because("mine");
        };
    }

    private static Write refusedByAStatement() {
        return handle -> {
            if (handle.createUpdate("UPDATE t SET text = 'x' WHERE id = -1").execute() == 0) {
                throw ErrorCode.RUN_NOT_ACTIVE.because("mine");
            }
        };
    }

    private List<Integer> stored() {
        return database.read(handle -> handle.createQuery("SELECT id FROM t ORDER BY id").mapTo(Integer.class).list());
    }

    private List<Boolean> together(List<Write> writes) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        writer.submit(handle -> {
            begun.countDown();
            try {
                assertTrue(go.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        writes.forEach(write -> all.add(writer.submit(write)));
        go.countDown();
        List<Boolean> went = new ArrayList<>();
        for (CompletableFuture<Void> each : all) {
            try {
                each.get(20, TimeUnit.SECONDS);
                went.add(true);
            } catch (ExecutionException e) {
                went.add(false);
            }
        }
        return went;
    }

    @Test
    void nothingOfARefusedWriteStays() throws Exception {
        List<Boolean> went = together(List.of(rows(0, 2), rows(10, 12).and(refused()), rows(2, 4), rows(20, 22).and(refusedByAStatement()),
                rows(4, 5)));

        assertEquals(List.of(true, false, true, false, true), went);
        assertEquals(List.of(0, 1, 2, 3, 4), stored());
    }

    @Test
    void nothingOfARefusedWriteStaysThatIsAlone() throws Exception {
        assertEquals(List.of(false), together(List.of(rows(10, 12).and(refusedByAStatement()))));
        assertEquals(List.of(false), together(List.of(rows(10, 12).and(refused()))));

        assertEquals(List.of(), stored());
    }

    @Test
    void aRowThatBreaksARuleCostsItsWriteAlone() throws Exception {
        assertEquals(List.of(true, false, true), together(List.of(rows(0, 2), rows(1, 3), rows(5, 6))));

        assertEquals(List.of(0, 1, 5), stored());
    }

    @Test
    void laterStatementsOfTheGroupSeeTheRows() throws Exception {
        List<Integer> seen = new ArrayList<>();

        together(List.of(rows(0, 2), handle -> {
            seen.clear();
            seen.addAll(handle.createQuery("SELECT id FROM t ORDER BY id").mapTo(Integer.class).list());
        }, rows(2, 3)));

        assertEquals(List.of(0, 1), seen);
        assertEquals(List.of(0, 1, 2), stored());
    }

    @Test
    void whatComesAfterAGroupIsNotGathered() throws Exception {
        together(List.of(rows(0, 1), rows(1, 2)));

        writer.commit(rows(2, 3));
        assertEquals(List.of(0, 1, 2), stored());
    }

    @Test
    void severalTablesKeepTheOrderOfTheirFirstRows() throws Exception {
        writer.commit(handle -> handle.execute("CREATE TABLE child (t BIGINT REFERENCES t, n INT)"));
        Write child = handle -> Statements.insert(handle, "INSERT INTO child (t, n) VALUES (?, ?)", values -> values.number(1).number(1));

        assertEquals(List.of(true, true), together(List.of(rows(0, 2), child)));
        assertEquals(List.of(1), database.read(handle -> handle.createQuery("SELECT n FROM child").mapTo(Integer.class).list()));
    }
}
