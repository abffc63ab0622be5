package dev.talaria.store;

import dev.talaria.config.TalariaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The two databases, and all that differs between them. Their drivers are named here and nowhere looked up:
 * inside a server, the JDK's driver registry does not see what a web application brings.
 */
enum Dialect {
    H2("jdbc:h2:", ";", List.of("WRITE_DELAY=0", "DB_CLOSE_ON_EXIT=FALSE", "TRACE_LEVEL_FILE=0", "QUERY_CACHE_SIZE=64")) {
        @Override
        DataSource source(String url, TalariaConfig.Store config) {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL(url);
            source.setUser(config.user().orElse("sa"));
            source.setPassword(config.password().map(secret -> secret.reveal()).orElse(""));
            return source;
        }

        /** A file or memory is this process's alone, unless H2 is told to share it. */
        @Override
        boolean isShared(String url) {
            return SERVED.matcher(url).find();
        }

        @Override
        String complete(String url) {
            return super.complete(PLAIN_FILE.matcher(url).replaceFirst("jdbc:h2:retry:"));
        }

        /** A commit reaches the operating system and so outlives the process; this makes it outlive a loss of power. */
        @Override
        Optional<String> afterCommit() {
            return Optional.of("CHECKPOINT SYNC");
        }

        @Override
        String sessionSetup(Duration statementTimeout) {
            return "SET QUERY_TIMEOUT " + statementTimeout.toMillis();
        }

        @Override
        String statementLimit() {
            return "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'QUERY_TIMEOUT'";
        }
    },
    POSTGRESQL("jdbc:postgresql:", "&", List.of("connectTimeout=5", "socketTimeout=12", "tcpKeepAlive=true",
            "reWriteBatchedInserts=true", "ApplicationName=talaria")) {
        @Override
        DataSource source(String url, TalariaConfig.Store config) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            config.user().ifPresent(source::setUser);
            config.password().ifPresent(secret -> source.setPassword(secret.reveal()));
            return source;
        }

        @Override
        String sessionSetup(Duration statementTimeout) {
            return "SET statement_timeout = " + statementTimeout.toMillis();
        }

        @Override
        String statementLimit() {
            return "SHOW statement_timeout";
        }

        @Override
        DataSource probing(String url, TalariaConfig.Store config) {
            PGSimpleDataSource source = (PGSimpleDataSource) source(url, config);
            source.setConnectTimeout(PROBE_SECONDS);
            source.setSocketTimeout(PROBE_SECONDS);
            source.setApplicationName("talaria-watch");
            return source;
        }

        @Override
        TransactionName nameTransaction(Handle handle) {
            return handle.createQuery("SELECT CAST(pg_current_xact_id() AS text), pg_backend_pid()")
                    .map((row, context) -> new TransactionName(row.getString(1), row.getInt(2))).one();
        }

        @Override
        void endTransaction(Handle handle, TransactionName name) {
            handle.createQuery("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid = :pid AND backend_xid = CAST(CAST(:id AS xid8) AS xid)""")
                    .bind("pid", name.backend()).bind("id", name.id()).mapTo(Boolean.class).list();
        }

        @Override
        TransactionName.Outcome outcome(Handle handle, TransactionName name) {
            String status = handle.createQuery("SELECT pg_xact_status(CAST(:id AS xid8))").bind("id", name.id())
                    .mapTo(String.class).findOne().orElse("");
            return switch (status) {
                case "committed" -> TransactionName.Outcome.COMMITTED;
                case "aborted" -> TransactionName.Outcome.ROLLED_BACK;
                case "in progress" -> TransactionName.Outcome.UNDER_WAY;
                default -> TransactionName.Outcome.UNKNOWN;
            };
        }
    };

    /** A file without H2's layer that opens it again: else one interrupted thread would close it for everybody. */
    private static final Pattern PLAIN_FILE = Pattern.compile("^jdbc:h2:(?:file:|(?![a-zA-Z]{2,}:))");

    private static final int PROBE_SECONDS = 2;

    private static final Pattern SERVED = Pattern.compile("^jdbc:h2:(?:tcp|ssl):|;AUTO_SERVER=TRUE", Pattern.CASE_INSENSITIVE);

    private final String prefix;
    private final String separator;
    private final List<String> settings;

    Dialect(String prefix, String separator, List<String> settings) {
        this.prefix = prefix;
        this.separator = separator;
        this.settings = settings;
    }

    /** @throws IllegalArgumentException where the URL is of another database */
    static Dialect of(String url) {
        for (Dialect dialect : values()) {
            if (url.startsWith(dialect.prefix)) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("the database URL must begin with " + H2.prefix + " or " + POSTGRESQL.prefix);
    }

    /**
     * The URL with the settings that it does not name itself.
     * H2 as it comes writes half a second after it has acknowledged a commit, so a killed process loses what it promised;
     * it closes its file in a shutdown hook of its own, under the feet of turns that are being drained;
     * and of the statements of a connection it remembers the last eight, fewer than turns have, and parses all others each time.
     */
    String complete(String url) {
        StringBuilder whole = new StringBuilder(url);
        for (String setting : settings) {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            if (!url.toUpperCase(Locale.ROOT).contains(name.toUpperCase(Locale.ROOT))) {
                boolean opensQuery = this == POSTGRESQL && whole.indexOf("?") < 0;
                whole.append(opensQuery ? "?" : separator).append(setting);
            }
        }
        return whole.toString();
    }

    /** A source of new connections, without a pool. */
    abstract DataSource source(String url, TalariaConfig.Store config);

    /** A source of connections that give up soon, for {@link DatabaseProbe}; null where the usual ones do. */
    DataSource probing(String url, TalariaConfig.Store config) {
        return null;
    }

    /** Whether other processes may use the same database meanwhile. */
    boolean isShared(String url) {
        return true;
    }

    /** What each new connection is told first, so that no statement runs for ever. */
    abstract String sessionSetup(Duration statementTimeout);

    /** The query that tells how long a connection lets a statement run, "0" for ever. */
    abstract String statementLimit();

    /** What {@link #outcome} needs, asked within the transaction; null where a commit that fails has left nothing. */
    TransactionName nameTransaction(Handle handle) {
        return null;
    }

    /** Has the database let go of a transaction whose connection was lost, where it has not noticed. */
    void endTransaction(Handle handle, TransactionName name) {
        // Within the process there is nothing between the two.
    }

    TransactionName.Outcome outcome(Handle handle, TransactionName name) {
        return TransactionName.Outcome.UNKNOWN;
    }

    /** What makes a commit durable where the commit itself does not; told once a group, outside its transaction. */
    Optional<String> afterCommit() {
        return Optional.empty();
    }
}
