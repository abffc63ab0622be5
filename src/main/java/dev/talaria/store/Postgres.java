package dev.talaria.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.talaria.config.TalariaConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connects to PostgreSQL. The driver is named here instead of looked up: inside an application server, the JDK's driver registry does not
 * see the drivers of a web application.
 */
final class Postgres {
    private static final System.Logger LOG = System.getLogger(Postgres.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int PROBE_SECONDS = 2;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> SETTINGS = List.of("connectTimeout=5", "socketTimeout=12", "tcpKeepAlive=true",
            "reWriteBatchedInserts=true", "ApplicationName=talaria",
            // An error's detail quotes the row, and a batch error quotes the bound values.
            "logServerErrorDetail=false");
    /** Bounds every statement. */
    private static final String SETUP = "SET statement_timeout = " + STATEMENT_TIMEOUT.toMillis();

    private Postgres() {
    }

    private static final class KeptUntilDiscarded implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return Override.DO_NOT_EVICT;
        }
    }

    private static PGSimpleDataSource source(String url, TalariaConfig.Store config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(complete(url));
        config.user().ifPresent(source::setUser);
        config.password().ifPresent(secret -> source.setPassword(secret.reveal()));
        return source;
    }

    /** Connects once without a pool, which would log a stack trace for each database that is not up yet. */
    static void connect(String url, TalariaConfig.Store config) {
        try (Connection connection = source(url, config).getConnection()) {
            LOG.log(System.Logger.Level.DEBUG, "Connected to PostgreSQL {0}", connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** Returns a source of unshared connections that times out quickly. */
    static DataSource impatient(String url, TalariaConfig.Store config) {
        PGSimpleDataSource source = source(url, config);
        source.setConnectTimeout(PROBE_SECONDS);
        source.setSocketTimeout(PROBE_SECONDS);
        source.setApplicationName("talaria-watch");
        return source;
    }

    /** Returns a connection pool. */
    static HikariDataSource pool(String url, TalariaConfig.Store config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("talaria");
        hikari.setDataSource(source(url, config));
        // During an outage the pool then opens connections only for waiting callers.
        hikari.setMinimumIdle(0);
        // Callers discard a broken connection themselves; the pool would log each one with its stack.
        hikari.setExceptionOverride(new KeptUntilDiscarded());
        // The migrations alone need two.
        hikari.setMaximumPoolSize(Math.max(2, config.poolSize()));
        hikari.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        hikari.setValidationTimeout(CONNECT_TIMEOUT.toMillis() / 2);
        hikari.setConnectionInitSql(SETUP);
        return new HikariDataSource(hikari);
    }

    /** Adds the settings that the URL does not name itself. */
    static String complete(String url) {
        StringBuilder whole = new StringBuilder(url);
        for (String setting : SETTINGS) {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            if (!url.toUpperCase(Locale.ROOT).contains(name.toUpperCase(Locale.ROOT))) {
                whole.append(whole.indexOf("?") < 0 ? "?" : "&").append(setting);
            }
        }
        return whole.toString();
    }

    /**
     * Rejects a data source of another database, and warns of settings that only its owner can make.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}: it gives no connection
     * @throws IllegalArgumentException       it belongs to another database
     */
    static void examine(DataSource source) {
        try (Connection connection = source.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!"PostgreSQL".equals(product)) {
                throw new IllegalArgumentException("The server's data source must be a PostgreSQL one, not one of " + product
                        + ". Remove talaria.datasource.jndi to use an SQLite file");
            }
            try (Statement statement = connection.createStatement(); ResultSet limit = statement.executeQuery("SHOW statement_timeout")) {
                if (limit.next() && limit.getString(1).equals("0")) {
                    LOG.log(System.Logger.Level.WARNING, "The server's data source sets no statement timeout. Configure it to run "
                            + "this on each new connection: " + SETUP);
                }
            }
        } catch (SQLException e) {
            throw DatabaseFault.unavailable("The server's data source provides no connection", e);
        }
    }
}
