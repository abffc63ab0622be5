package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.UnableToCreateStatementException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

@Order(1)
class DatabaseTest {
    @TempDir
    Path home;

    @Test
    void theDefaultIsAnSqliteFileInTheHome() {
        try (Database database = TestDatabase.file(home)) {
            assertTrue(database.healthy());
        }

        assertTrue(Files.exists(home.resolve("talaria.db")));
        assertEquals(0, home.resolve("native").toFile().list().length, "an unpacked library is left");
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        try (Database database = TestDatabase.file(home)) {
            database.transact(handle -> handle.execute("CREATE TABLE kept (id INT)"));
            database.transact(handle -> handle.execute("INSERT INTO kept VALUES (7)"));
        }

        try (Database again = TestDatabase.file(home)) {
            assertEquals(7, number(again, "SELECT id FROM kept"));
        }
    }

    @Test
    void aHomeWithABlankIsJustAPath() throws Exception {
        Path odd = Files.createDirectory(home.resolve("a b\u00e9"));

        TestDatabase.file(odd).close();

        assertTrue(Files.exists(odd.resolve("talaria.db")));
    }

    @Test
    void aFailedTransactionLeavesNothing() {
        try (Database database = TestDatabase.sqlite()) {
            database.transact(handle -> handle.execute("CREATE TABLE t (id INT)"));

            assertThrows(IllegalStateException.class, () -> database.transact(handle -> {
                handle.execute("INSERT INTO t VALUES (1)");
                throw new IllegalStateException("no");
            }));

            assertEquals(0, number(database, "SELECT COUNT(*) FROM t"));
        }
    }

    @Test
    void aWrongStatementIsNotAnUnavailableDatabase() {
        try (Database database = TestDatabase.sqlite()) {
            assertThrows(UnableToCreateStatementException.class,
                    () -> database.read(handle -> handle.createQuery("SELECT nonsense").mapTo(Integer.class).one()));
        }
    }

    @Test
    void errorsForCallersPassUnchanged() {
        try (Database database = TestDatabase.sqlite()) {
            ApiException thrown = assertThrows(ApiException.class, () -> database.read(handle -> {
                throw ErrorCode.NOT_FOUND.because("none");
            }));

            assertEquals(ErrorCode.NOT_FOUND, thrown.code());
        }
    }

    @Test
    void aClosedDatabaseIsUnavailable() {
        Database database = TestDatabase.sqlite();
        database.close();

        ApiException thrown = assertThrows(ApiException.class, () -> database.read(handle -> 1));

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
        assertFalse(database.healthy());
    }

    @Test
    void aQueryThatRunsForEverIsStopped() {
        try (Database database = TestDatabase.sqlite()) {
            ApiException thrown = assertThrows(ApiException.class, () -> number(database,
                    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
            assertEquals(0, number(database, "SELECT COUNT(*) FROM session"));
        }
    }

    @Test
    void everyConnectionToPostgresHasAStatementTimeout() {
        try (Database postgres = TestDatabase.postgres()) {
            assertEquals("10s", postgres.read(handle -> handle.createQuery("SHOW statement_timeout").mapTo(String.class).one()));
        }
    }

    @Test
    void aConnectionThatReadsCannotWrite() {
        try (Database database = TestDatabase.sqlite()) {
            assertThrows(RuntimeException.class, () -> database.read(handle -> handle.execute("CREATE TABLE t (id INT)")));
        }
    }

    @Test
    void aFileInUseByAnotherProcessSaysSo() throws Exception {
        Process other = Child.start(Child.HOLD, home);
        try {
            assertEquals("open", other.inputReader().readLine());

            ApiException thrown = assertThrows(ApiException.class, () -> TestDatabase.file(home));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
            assertTrue(thrown.getMessage().contains("is open in another process (" + other.pid() + ")"), thrown.getMessage());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        ApiException thrown = assertThrows(ApiException.class, () -> TestDatabase.open("jdbc:postgresql://127.0.0.1:" + port + "/x"));

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
    }

    @Test
    void aWrongPasswordSaysSo() {
        String url = TestDatabase.postgresUrl();

        ApiException thrown = assertThrows(ApiException.class, () -> Database.open(new TalariaConfig.Store(Optional.of(url),
                Optional.of("nobody"), Optional.of(new Secret("wrong")), 2), home));

        assertEquals("The database rejects this user or password", thrown.getMessage());
    }

    @Test
    void aFullDiskIsSaidAndOverWhenThereIsSpace() throws Exception {
        Path disk = Files.createDirectory(home.resolve("disk"));
        assumeTrue(command("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()) == 0, "nothing can be mounted here");
        try (Database database = TestDatabase.file(disk)) {
            database.transact(handle -> handle.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB) STRICT"));
            int stored = 0;
            ApiException full = null;
            while (full == null) {
                try {
                    database.transact(handle -> {
                        handle.execute("INSERT INTO t (data) VALUES (NULL)");
                        handle.execute("INSERT INTO t (data) VALUES (randomblob(100000))");
                    });
                    stored++;
                } catch (ApiException e) {
                    full = e;
                }
            }
            assertEquals("The disk of the database is full", full.getMessage());
            assertEquals(stored * 2, number(database, "SELECT COUNT(*) FROM t"));

            assertEquals(0, command("mount", "-o", "remount,size=20m", disk.toString()));

            database.transact(handle -> handle.execute("INSERT INTO t (data) VALUES (randomblob(100000))"));
            assertEquals(stored * 2 + 1, number(database, "SELECT COUNT(*) FROM t"));
        } finally {
            command("umount", disk.toString());
        }
    }

    private static int command(String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @Test
    void anUnknownKindOfDatabaseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> TestDatabase.open("jdbc:mysql://db/x"));
    }

    @Test
    void aPoolThatIsExhaustedIsUnavailable() {
        TalariaConfig.Store two = new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), 2);
        try (Database database = Database.open(two, home)) {
            ApiException thrown = database.read(first -> elsewhere(() -> database.read(second -> elsewhere(
                    () -> assertThrows(ApiException.class, () -> database.read(third -> 1))))));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
        }
    }

    private static <T> T elsewhere(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        TestDatabase.daemons().newThread(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        }).start();
        return done.join();
    }

    @Test
    void anInterruptedReaderDoesNotCloseTheFile() throws Exception {
        try (Database database = TestDatabase.file(home)) {
            CountDownLatch over = new CountDownLatch(1);
            Thread reader = TestDatabase.daemons().newThread(() -> {
                Thread.currentThread().interrupt();
                try {
                    number(database, "SELECT COUNT(*) FROM session");
                } catch (RuntimeException expected) {
                    over.countDown();
                }
                over.countDown();
            });

            reader.start();
            assertTrue(over.await(30, TimeUnit.SECONDS));

            database.transact(handle -> handle.execute("CREATE TABLE t (id INT)"));
            assertEquals(0, number(database, "SELECT COUNT(*) FROM t"));
        }
    }

    @Test
    void aSourceOfTheServerIsUsedAndNotClosed() throws Exception {
        PGSimpleDataSource source = source("");

        try (Database database = Database.over(source)) {
            assertTrue(database.healthy());
        }

        try (var connection = source.getConnection(); var statement = connection.createStatement()) {
            assertTrue(statement.executeQuery("SELECT COUNT(*) FROM session").next());
        }
    }

    @Test
    void aSourceOfAnotherDatabaseIsRefused() {
        SQLiteDataSource other = new SQLiteDataSource();
        other.setUrl("jdbc:sqlite::memory:");

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Database.over(other));

        assertTrue(refused.getMessage().contains("must be a PostgreSQL one, not one of SQLite"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"'',1", "-c statement_timeout=10000,0"})
    void aSourceOfTheServerShouldLimitAStatementsTime(String options, int warnings) {
        try (LogLines log = LogLines.of(Postgres.class); Database database = Database.over(source(options))) {
            assertTrue(database.healthy());
            assertEquals(warnings, log.lines().stream().filter(line -> line.contains("SET statement_timeout = 10000")).count());
        }
    }

    private static PGSimpleDataSource source(String options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestDatabase.postgresUrl());
        source.setUser("postgres");
        source.setPassword("postgres");
        source.setOptions(options);
        return source;
    }

    private static int number(Database database, String query) {
        return database.read(handle -> handle.createQuery(query).mapTo(Integer.class).one());
    }

    @Test
    void namesTheDataSourceThatIsNotBound(@TempDir Path home) {
        TalariaConfig.Store config = new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), 2,
                Optional.of("java:comp/env/jdbc/nowhere"));

        ApiException thrown = assertThrows(ApiException.class, () -> Database.open(config, home));

        assertTrue(thrown.getMessage().contains("java:comp/env/jdbc/nowhere"), thrown.getMessage());
    }

    @Test
    void whatPostgresqlRefusesIsQuotedNowhereWhoeverPoolsItsConnections() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestDatabase.postgresUrl());
        source.setUser("postgres");
        source.setPassword("postgres");
        try (Database database = Database.over(source)) {
            database.transact(handle -> handle.execute("CREATE TABLE t (id TEXT CONSTRAINT t_once UNIQUE, n INTEGER)"));
            database.transact(handle -> handle.execute("INSERT INTO t VALUES (?, 1)", "marker"));

            RuntimeException row = assertThrows(RuntimeException.class,
                    () -> database.transact(handle -> handle.execute("INSERT INTO t VALUES (?, 2)", "marker")));
            RuntimeException batch = assertThrows(RuntimeException.class, () -> database.transact(handle ->
                    handle.prepareBatch("INSERT INTO t VALUES (?, 2)").add("fresh-marker").add("marker").execute()));
            RuntimeException value = assertThrows(RuntimeException.class, () -> database.read(handle ->
                    handle.createQuery("SELECT CAST(? AS INTEGER)").bind(0, "marker").mapTo(Integer.class).one()));

            for (RuntimeException failure : List.of(row, batch, value)) {
                StringWriter logged = new StringWriter();
                failure.printStackTrace(new PrintWriter(logged));
                assertFalse(logged.toString().contains("marker"), logged::toString);
            }
            assertTrue(Rows.isDuplicate(row) && Rows.isDuplicate(batch) && !Rows.isDuplicate(value));
            assertTrue(String.valueOf(row.getCause()).contains("t_once"), row.getCause()::toString);
        }
    }
}
