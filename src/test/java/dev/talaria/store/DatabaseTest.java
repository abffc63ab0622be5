package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestDatabase;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.statement.UnableToCreateStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {
    @TempDir
    Path home;

    @Test
    void theDefaultIsAnH2FileInTheHome() {
        try (Database database = TestDatabase.file(home)) {
            assertTrue(database.healthy());
        }

        assertTrue(Files.exists(home.resolve("talaria.mv.db")));
        assertFalse(Files.exists(home.resolve("talaria.trace.db")));
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
    void aHomeWithASemicolonIsRefusedBecauseH2CannotNameIt() {
        assertThrows(IllegalArgumentException.class, () -> TestDatabase.file(home.resolve("a;b")));
    }

    @Test
    void aHomeWithABlankIsJustAPath() throws Exception {
        Path odd = Files.createDirectory(home.resolve("a b\u00e9"));

        TestDatabase.file(odd).close();

        assertTrue(Files.exists(odd.resolve("talaria.mv.db")));
    }

    @Test
    void aFailedTransactionLeavesNothing() {
        try (Database database = TestDatabase.memory()) {
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
        try (Database database = TestDatabase.memory()) {
            assertThrows(UnableToCreateStatementException.class,
                    () -> database.read(handle -> handle.createQuery("SELECT nonsense").mapTo(Integer.class).one()));
        }
    }

    @Test
    void errorsForCallersPassUnchanged() {
        try (Database database = TestDatabase.memory()) {
            ApiException thrown = assertThrows(ApiException.class, () -> database.read(handle -> {
                throw ErrorCode.NOT_FOUND.because("none");
            }));

            assertEquals(ErrorCode.NOT_FOUND, thrown.code());
        }
    }

    @Test
    void aClosedDatabaseIsUnavailable() {
        Database database = TestDatabase.memory();
        database.close();

        ApiException thrown = assertThrows(ApiException.class, () -> database.read(handle -> 1));

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
        assertFalse(database.healthy());
    }

    @Test
    void aStatementThatRunsForEverIsStopped() {
        try (Database database = TestDatabase.open("jdbc:h2:mem:slow;QUERY_TIMEOUT=1")) {
            ApiException thrown = assertThrows(ApiException.class, () -> database.read(handle -> {
                handle.execute("SET QUERY_TIMEOUT 50");
                return handle.createQuery("SELECT SUM(a.x * b.x) FROM system_range(1, 1000000) a, system_range(1, 1000000) b")
                        .mapTo(Long.class).one();
            }));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
        }
    }

    @Test
    void everyConnectionHasAStatementTimeout() {
        try (Database h2 = TestDatabase.memory(); Database postgres = TestDatabase.postgres()) {
            assertEquals("10000", h2.read(handle -> handle.createQuery("""
                    SELECT setting_value FROM information_schema.settings WHERE setting_name = 'QUERY_TIMEOUT'""")
                    .mapTo(String.class).one()));
            assertEquals("10s", postgres.read(handle -> handle.createQuery("SHOW statement_timeout").mapTo(String.class).one()));
        }
    }

    @Test
    void aFileInUseByAnotherProcessSaysSo() throws Exception {
        Process other = Child.start(Child.HOLD, home);
        try {
            assertEquals("open", other.inputReader().readLine());

            ApiException thrown = assertThrows(ApiException.class, () -> TestDatabase.file(home));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
            assertTrue(thrown.getMessage().startsWith("The database file is locked by another process"), thrown.getMessage());
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
        TestDatabase.file(home).close();

        ApiException thrown = assertThrows(ApiException.class, () -> Database.open(new TalariaConfig.Store(Optional.empty(),
                Optional.empty(), Optional.of(new Secret("wrong")), 2), home));

        assertEquals("The database refuses this user or password", thrown.getMessage());
    }

    @Test
    void anUnknownKindOfDatabaseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> TestDatabase.open("jdbc:mysql://db/x"));
    }

    @Test
    void aPoolThatIsExhaustedIsUnavailable() {
        TalariaConfig.Store two = new TalariaConfig.Store(Optional.of("jdbc:h2:mem:pair"), Optional.empty(), Optional.empty(), 2);
        try (Database database = Database.open(two, home)) {
            ApiException thrown = database.read(first -> database.read(
                    second -> assertThrows(ApiException.class, () -> database.read(third -> 1))));

            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, thrown.code());
        }
    }

    @Test
    void anInterruptedReaderDoesNotCloseTheFile() throws Exception {
        try (Database database = TestDatabase.file(home)) {
            database.transact(handle -> handle.execute("CREATE TABLE big AS SELECT x, SPACE(2000) || x AS s FROM system_range(1, 20000)"));
            database.transact(handle -> handle.execute("CHECKPOINT SYNC"));
            CountDownLatch over = new CountDownLatch(1);
            Thread reader = TestDatabase.daemons().newThread(() -> {
                Thread.currentThread().interrupt();
                try {
                    database.read(handle -> handle.createQuery("SELECT SUM(LENGTH(s)) FROM big").mapTo(Long.class).one());
                } catch (RuntimeException expected) {
                    over.countDown();
                }
                over.countDown();
            });

            reader.start();
            assertTrue(over.await(30, TimeUnit.SECONDS));

            database.transact(handle -> handle.execute("INSERT INTO big VALUES (0, '')"));
            assertEquals(20_001, number(database, "SELECT COUNT(s) FROM big"));
        }
    }

    @Test
    void aSourceOfTheServerIsUsedAndNotClosed() throws Exception {
        JdbcDataSource source = source("jdbc:h2:mem:lent;DB_CLOSE_DELAY=-1");

        try (Database database = Database.over(source)) {
            assertTrue(database.healthy());
        }

        try (var connection = source.getConnection(); var statement = connection.createStatement()) {
            assertTrue(statement.executeQuery("SELECT COUNT(*) FROM session").next());
            statement.execute("SHUTDOWN");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',1", ";QUERY_TIMEOUT=10000,0"})
    void aSourceOfTheServerShouldLimitAStatementsTime(String setting, int warnings) {
        try (LogLines log = LogLines.of(Database.class); Database database = Database.over(source("jdbc:h2:mem:limit" + setting))) {
            assertTrue(database.healthy());
            assertEquals(warnings, log.lines().stream().filter(line -> line.contains("SET QUERY_TIMEOUT 10000")).count());
        }
    }

    private static JdbcDataSource source(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
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
}
