package dev.talaria.testing;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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

    private TestDatabase() {
    }

    /** A fresh file in a temporary folder. */
    public static Database sqlite() {
        return open(sqliteUrl());
    }

    /** Of a file that is not there yet, in a temporary folder. */
    public static String sqliteUrl() {
        return "jdbc:sqlite:" + TemporaryFolder.fresh().resolve("talaria.db");
    }

    /** Of an empty database of the kind that this run of the tests is for: {@code -Ddb=postgresql}, or an SQLite file. */
    public static Map<String, String> settings() {
        if (!POSTGRESQL.equals(System.getProperty("db"))) {
            return Map.of("talaria.store.url", sqliteUrl());
        }
        return postgresSettings();
    }

    /** Of a fresh database on a real PostgreSQL, which several servers may use; skips the test where none can be started. */
    public static Map<String, String> postgresSettings() {
        return Map.of("talaria.store.url", postgresUrl(), "talaria.store.user", "postgres", "talaria.store.password", "postgres");
    }

    public static Database file(Path home) {
        return Database.open(new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), POOL), home);
    }

    /** A fresh database on a real PostgreSQL; skips the test where none can be started. */
    public static Database postgres() {
        return open(postgresUrl());
    }

    public static String postgresUrl() {
        Assumptions.assumeTrue(DRIVER && Server.POSTGRES != null, "PostgreSQL cannot be started on this machine");
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return Server.POSTGRES.getJdbcUrl("postgres", name);
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
