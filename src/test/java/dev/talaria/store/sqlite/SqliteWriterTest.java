package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a transaction whose statement fails, by each kind of failure. */
class SqliteWriterTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final String ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n";

    /** What breaks within a transaction, and what the writer makes of it. */
    private enum Breakage {
        FULL(handle -> {
            handle.execute("PRAGMA max_page_count=20");
            handle.execute("WITH RECURSIVE n (x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM n LIMIT 900)"
                    + " INSERT INTO t SELECT x, randomblob(4000) FROM n");
        }),
        READ_ONLY(handle -> {
            handle.execute("PRAGMA query_only=ON");
            handle.execute("INSERT INTO t VALUES (900, NULL)");
        }),
        INTERRUPTED_QUERY(handle -> handle.createQuery(ENDLESS).mapTo(Long.class).one()),
        INTERRUPTED_WRITE(handle -> handle.execute("INSERT INTO t " + ENDLESS.replace("COUNT(*)", "COUNT(*), NULL"))),
        INTERRUPTED_COMMAND(handle -> handle.execute("WITH RECURSIVE n (x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM n)"
                + " INSERT INTO t SELECT x, NULL FROM n"));

        private final Consumer<Handle> statements;

        Breakage(Consumer<Handle> statements) {
            this.statements = statements;
        }
    }

    @TempDir
    Path home;
    private Path file;
    private SqliteWriter writer;

    @BeforeEach
    void open() {
        NativeLibrary.load(home.resolve("native"));
        file = home.resolve("x.db");
        writer = new SqliteWriter(this::connect, jdbi -> { }, new FileCondition(file));
        writer.transact(handle -> handle.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB) STRICT"));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private SqliteConnection connect() throws java.sql.SQLException {
        return new SqliteConnection(file, List.of("busy_timeout=50", "auto_vacuum=INCREMENTAL", "journal_mode=WAL"), LIMIT);
    }

    @Test
    void preparesAStatementWithNamesOnce() {
        Set<PreparedStatement> prepared = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3; i++) {
            int id = i;
            writer.transact(handle -> handle.createUpdate("INSERT INTO t VALUES (:id, NULL)").bind("id", id)
                    .addCustomizer(new StatementCustomizer() {
                        @Override
                        public void beforeExecution(PreparedStatement statement, StatementContext context) {
                            prepared.add(statement);
                        }
                    }).execute());
        }

        assertEquals(1, prepared.size());
    }

    private long count() throws java.sql.SQLException {
        try (SqliteConnection other = connect(); var statement = other.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void insert(Handle handle, int id) {
        handle.execute("INSERT INTO t VALUES (?, NULL)", id);
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfABrokenTransactionIsThere(Breakage breakage) throws Exception {
        assertThrows(RuntimeException.class, () -> writer.transact(handle -> {
            insert(handle, 1);
            breakage.statements.accept(handle);
        }));

        assertEquals(0, count());
        writer.transact(handle -> insert(handle, 2));
        assertEquals(1, count());
    }

    @ParameterizedTest
    @EnumSource
    void aCallerThatGoesOnAfterItCommitsNothing(Breakage breakage) throws Exception {
        assertThrows(RuntimeException.class, () -> writer.transact(handle -> {
            insert(handle, 1);
            assertThrows(RuntimeException.class, () -> breakage.statements.accept(handle));
            try {
                insert(handle, 2);
            } catch (RuntimeException passedOver) {
                insert(handle, 3);
            }
        }));

        assertEquals(0, count());
        writer.transact(handle -> insert(handle, 4));
        assertEquals(1, count());
    }

    @ParameterizedTest
    @EnumSource
    void aCallerThatSwallowsItCommitsNothing(Breakage breakage) throws Exception {
        assertThrows(RuntimeException.class, () -> writer.transact(handle -> {
            insert(handle, 1);
            assertThrows(RuntimeException.class, () -> breakage.statements.accept(handle));
        }));

        assertEquals(0, count());
        writer.transact(handle -> insert(handle, 4));
        assertEquals(1, count());
    }

    @Test
    void aRefusedRowLeavesTheRestOfItsTransaction() throws Exception {
        for (int round = 0; round < 3; round++) {
            int id = round * 10;
            writer.transact(handle -> {
                insert(handle, id);
                assertThrows(UnableToExecuteStatementException.class, () -> insert(handle, id));
                insert(handle, id + 1);
            });
        }

        assertEquals(6, count());
    }

    @Test
    void aWrongStatementLeavesTheConnection() throws Exception {
        assertThrows(RuntimeException.class, () -> writer.transact(handle -> handle.execute("INSERT INTO nowhere VALUES (1)")));

        writer.transact(handle -> insert(handle, 1));
        assertEquals(1, count());
    }

    @Test
    void aSavepointOfARefusedRowIsRolledBackAlone() throws Exception {
        writer.transact(handle -> {
            insert(handle, 1);
            handle.savepoint("one");
            insert(handle, 2);
            assertThrows(UnableToExecuteStatementException.class, () -> insert(handle, 1));
            handle.rollbackToSavepoint("one");
            insert(handle, 3);
        });

        assertEquals(2, count());
    }

    @Test
    void anotherWriterIsNotWaitedForLong() throws Exception {
        try (SqliteConnection other = connect()) {
            other.setAutoCommit(false);

            assertThrows(RuntimeException.class, () -> writer.transact(handle -> insert(handle, 1)));
        }

        writer.transact(handle -> insert(handle, 2));
        assertEquals(1, count());
    }

    @Test
    void anErrorOfItsCallerLeavesNothing() throws Exception {
        assertThrows(OutOfMemoryError.class, () -> writer.transact(handle -> {
            insert(handle, 1);
            throw new OutOfMemoryError("a test's");
        }));

        assertEquals(0, count());
        writer.transact(handle -> insert(handle, 2));
        assertEquals(1, count());
    }

    @Test
    void whoTakesTheConnectionAndLeavesATransactionOpenCommitsNothing() throws Exception {
        Handle mine = writer.take();
        mine.begin();
        insert(mine, 1);
        writer.giveBack();

        assertEquals(0, count());
        writer.transact(handle -> insert(handle, 2));
        assertEquals(1, count());
    }

    @Test
    void aTransactionWithoutStatementsIsFine() {
        writer.transact(handle -> { });

        assertTrue(file.toFile().exists());
    }
}
