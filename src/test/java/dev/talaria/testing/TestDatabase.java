package dev.talaria.testing;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Assumptions;

/** Real databases for tests, each opened by the production code. */
public final class TestDatabase {
    private static final int POOL = 4;
    /** Loaded before any database is opened, which when closed takes back what has registered itself since. */
    private static final boolean DRIVER = org.postgresql.Driver.isRegistered();
    private static final String POSTGRESQL = "postgresql";
    private static final String SQLITE = "jdbc:sqlite:";

    /** PostgreSQL's server takes seconds to start, so the test run shares one; each database in it is fresh. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                // It need not outlive the machine's power.
                return EmbeddedPostgres.builder().setServerConfig("fsync", "off")
                        .setPGStartupWait(Duration.ofMinutes(1)).start();
            } catch (IOException | RuntimeException e) {
                return null;
            }
        }
    }

    /** A file with all tables, to be copied: making them costs more than opening a database that has them. */
    private static final class SqliteTables {
        private static final Path FILE = make();

        private static Path make() {
            String url = sqliteUrl();
            open(url).close();
            return path(url);
        }
    }

    /** The same on PostgreSQL. */
    private static final class PostgresTables {
        private static final String NAME = make();

        private static String make() {
            String name = create("");
            open(Server.POSTGRES.getJdbcUrl("postgres", name)).close();
            return name;
        }
    }

    private TestDatabase() {
    }

    /** A fresh file in a temporary folder. */
    public static Database sqlite() {
        return open(sqliteUrlWithTables());
    }

    private static String sqliteUrlWithTables() {
        String url = sqliteUrl();
        try {
            Files.copy(SqliteTables.FILE, path(url));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return url;
    }

    private static Path path(String sqliteUrl) {
        return Path.of(sqliteUrl.substring(SQLITE.length()));
    }

    /** Of a file that is not there yet, in a temporary folder. */
    public static String sqliteUrl() {
        return SQLITE + TemporaryFolder.fresh().resolve("talaria.db");
    }

    /** Of an empty database of the kind that this run of the tests is for: {@code -Ddb=postgresql}, or an SQLite file. */
    public static Map<String, String> settings() {
        if (!POSTGRESQL.equals(System.getProperty("db"))) {
            return Map.of("talaria.store.url", sqliteUrlWithTables());
        }
        return postgresSettings();
    }

    /** Of a fresh database on a real PostgreSQL, which several servers may use; skips the test where none can be started. */
    public static Map<String, String> postgresSettings() {
        return Map.of("talaria.store.url", postgresUrlWithTables(), "talaria.store.user", "postgres", "talaria.store.password", "postgres");
    }

    public static Database file(Path home) {
        return Database.open(new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), POOL), home);
    }

    /** A fresh database on a real PostgreSQL; skips the test where none can be started. */
    public static Database postgres() {
        return open(postgresUrlWithTables());
    }

    private static String postgresUrlWithTables() {
        assumePostgres();
        return Server.POSTGRES.getJdbcUrl("postgres", create(" TEMPLATE " + PostgresTables.NAME));
    }

    /** Of a database without tables. */
    public static String postgresUrl() {
        assumePostgres();
        return Server.POSTGRES.getJdbcUrl("postgres", create(""));
    }

    private static void assumePostgres() {
        Assumptions.assumeTrue(DRIVER && Server.POSTGRES != null, "PostgreSQL cannot be started on this machine");
    }

    /** Returns its name. */
    private static String create(String options) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + options);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    public static Database open(String url) {
        boolean postgres = url.startsWith("jdbc:postgresql:");
        return Database.open(new TalariaConfig.Store(Optional.of(url), postgres ? Optional.of("postgres") : Optional.empty(),
                postgres ? Optional.of(new Secret("postgres")) : Optional.empty(), POOL), TemporaryFolder.fresh());
    }

    public static GroupCommit writer(Database database) {
        return GroupCommit.start(database, daemons(), ForkJoinPool.commonPool(), Clock.systemUTC(), GroupCommit.Bounds.DEFAULT);
    }

    public static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "test-writer");
            thread.setDaemon(true);
            return thread;
        };
    }
}
