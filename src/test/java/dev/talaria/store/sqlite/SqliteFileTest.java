package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An open database: its settings, its size, its readers. */
@Order(1)
class SqliteFileTest {
    private static final String ROWS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT %d) INSERT INTO t (data)"
            + " SELECT randomblob(2000) FROM n";
    @TempDir
    Path home;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private Path path;
    private SqliteFile file;

    @BeforeEach
    void open() {
        path = home.resolve("x.db");
        file = SqliteFile.open(path, home.resolve("native"), SqliteFileTest::tables, jdbi -> { }, 2, threads, () -> { });
    }

    @AfterEach
    void close() {
        file.close();
        threads.shutdownNow();
    }

    private static void tables(DataSource source) {
        try (var connection = source.getConnection(); var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE flyway_schema_history (id INTEGER PRIMARY KEY) STRICT");
            statement.executeUpdate("CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB) STRICT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long read(String query) {
        return file.read(handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    @ParameterizedTest
    @CsvSource({"auto_vacuum,2", "journal_mode,wal", "synchronous,2", "secure_delete,1", "foreign_keys,1", "mmap_size,0", "temp_store,2",
            "trusted_schema,0", "cell_size_check,1", "query_only,0"})
    void theWriterHasThesePragmas(String pragma, String value) {
        file.transact(handle -> assertEquals(value, handle.createQuery("PRAGMA " + pragma).mapTo(String.class).one()));
    }

    @ParameterizedTest
    @CsvSource({"auto_vacuum,2", "journal_mode,wal", "mmap_size,0", "query_only,1"})
    void theReadersHaveThesePragmas(String pragma, String value) {
        assertEquals(value, file.read(handle -> handle.createQuery("PRAGMA " + pragma).mapTo(String.class).one()));
    }

    @Test
    void theLogStaysSmallBesideReadersAndAWriter() throws Exception {
        AtomicInteger running = new AtomicInteger(1);
        Future<?>[] readers = new Future<?>[2];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = threads.submit(() -> {
                while (running.get() == 1) {
                    read("SELECT COUNT(*) FROM t WHERE data > x'80'");
                }
            });
        }
        long largest = 0;
        for (int group = 0; group < 300; group++) {
            file.transact(handle -> handle.execute(ROWS.formatted(200)));
            if (group % 20 == 0) {
                file.maintain();
                file.transact(handle -> handle.execute("DELETE FROM t WHERE id < (SELECT MAX(id) FROM t) - 4000"));
            }
            largest = Math.max(largest, Files.size(home.resolve("x.db-wal")));
        }
        running.set(0);
        for (Future<?> reader : readers) {
            reader.get();
        }

        assertTrue(largest < 100L << 20, "the log grew to " + largest);
    }

    @Test
    void whatWasDeletedIsGivenBack() throws IOException {
        file.transact(handle -> handle.execute(ROWS.formatted(20_000)));
        file.transact(handle -> handle.execute("DELETE FROM t"));
        long pages = read("PRAGMA page_count");

        // A round takes little time, in which a busy machine gives few pages back.
        for (int round = 0; round < 60 && read("PRAGMA page_count") >= pages / 2; round++) {
            file.maintain();
        }

        assertTrue(read("PRAGMA page_count") < pages / 2, read("PRAGMA page_count") + " of " + pages);
    }

    @Test
    void aQueryWithinAQueryNeedsNoConnectionOfItsOwn() {
        long sum = file.read(first -> file.read(second -> file.read(third -> file.read(fourth ->
                fourth.createQuery("SELECT 7").mapTo(Long.class).one()))));

        assertEquals(7, sum);
    }

    @Test
    void anInterruptedQueryIsReplacedAndNotLogged() {
        String endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n";

        RuntimeException late = assertThrows(RuntimeException.class, () -> read(endless));

        assertEquals(SqliteFault.TIMEOUT, SqliteFault.in(late).orElseThrow());
        assertEquals(0, read("SELECT COUNT(*) FROM t"));
    }

    @Test
    void aClosedFileIsRefused() {
        file.close();

        assertThrows(RuntimeException.class, () -> read("SELECT 1"));
        assertThrows(RuntimeException.class, () -> file.transact(handle -> { }));
        assertFalse(Files.exists(home.resolve("x.db-wal")));
    }

    @Test
    void aThreadThatHandsItsQueryOverGetsItsAnswerAndItsFailure() {
        ReadThreads others = new ReadThreads(threads);
        Thread mine = Thread.currentThread();

        assertTrue(others.handOver(() -> Thread.currentThread() != mine));
        assertEquals("no", assertThrows(IllegalStateException.class, () -> others.handOver(() -> {
            throw new IllegalStateException("no");
        })).getMessage());
        mine.interrupt();
        assertEquals(5, others.handOver(() -> 5));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aPoolThatTakesNoMoreIsUnavailable() {
        ReadThreads none = new ReadThreads(work -> {
            throw new java.util.concurrent.RejectedExecutionException();
        });

        assertThrows(ApiException.class, () -> none.handOver(() -> 1));
    }
}
