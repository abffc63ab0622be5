package dev.talaria.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * The connections to the one database, its tables brought up to date. Whoever reads uses {@link #read}; whoever writes,
 * {@link GroupCommit}. Safe for many threads.
 */
public final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final Pattern SECRET_PARTS = Pattern.compile("[?;].*", Pattern.DOTALL);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    private static final int READ_ATTEMPTS = 3;

    private final Jdbi jdbi;
    private final DataSource source;
    /** Gives connections that are nobody else's and that give up soon; null where there are no such. */
    private final DataSource probing;
    /** Null where somebody else pools the connections. */
    private final HikariDataSource pool;
    private final Dialect dialect;
    private final boolean shared;
    private final String description;
    private final AutoCloseable closing;
    private final DatabaseCondition condition = new DatabaseCondition();
    private volatile boolean closed;

    private Database(DataSource source, DataSource probing, Dialect dialect, boolean shared, String description, AutoCloseable closing) {
        this.source = source;
        this.probing = probing;
        this.jdbi = Jdbi.create(source);
        this.pool = source instanceof HikariDataSource own ? own : null;
        // What is bound is people's text, which must never reach a log.
        jdbi.configure(StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        this.dialect = dialect;
        this.shared = shared;
        this.description = description;
        this.closing = closing;
    }

    /**
     * Opens the configured database, by default an H2 file in {@code home} that no other process may use meanwhile.
     * Blocks until the tables are up to date.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}; the message tells an operator why
     */
    public static Database open(TalariaConfig.Store config, Path home) {
        List<Driver> before = driversOfOthers();
        if (config.jndi().isPresent()) {
            // The server's pool may take the driver from the application.
            String name = config.jndi().get();
            return over(lookUp(name), "the data source " + name, () -> deregisterAllBut(before));
        }
        String wanted = config.url().orElseGet(() -> fileUrl(home));
        Dialect dialect = Dialect.of(wanted);
        HikariDataSource pool = null;
        try {
            if (dialect == Dialect.POSTGRESQL) {
                tryToConnect(dialect.source(dialect.complete(wanted), config));
            }
            pool = pool(dialect, dialect.complete(wanted), config);
            Migrations.run(pool);
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            deregisterAllBut(before);
            throw DatabaseFault.atStart(e);
        }
        HikariDataSource opened = pool;
        return new Database(opened, dialect.probing(wanted, config), dialect, dialect.isShared(wanted), withoutSecrets(wanted), () -> {
            opened.close();
            deregisterAllBut(before);
        });
    }

    /** Without the pool, which would log a stack for each database that is not there yet. */
    private static void tryToConnect(DataSource source) {
        try (Connection connection = source.getConnection()) {
            LOG.log(System.Logger.Level.DEBUG, "Connected to {0}", connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** Over connections that somebody else pools and closes, such as the server's. Brings the tables up to date. */
    public static Database over(DataSource source) {
        return over(source, "a data source", () -> { });
    }

    private static Database over(DataSource source, String name, AutoCloseable closing) {
        Dialect dialect = examine(source);
        try {
            Migrations.run(source);
        } catch (RuntimeException e) {
            throw DatabaseFault.atStart(e);
        }
        return new Database(source, null, dialect, true, name + " (" + dialect + ")", closing);
    }

    /** Warns of what only whoever made the source can set. */
    private static Dialect examine(DataSource source) {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            Dialect dialect = Dialect.of(connection.getMetaData().getURL());
            try (ResultSet limit = statement.executeQuery(dialect.statementLimit())) {
                if (limit.next() && limit.getString(1).equals("0")) {
                    LOG.log(System.Logger.Level.WARNING, "The server's data source lets a statement run for ever. Let each of its new"
                            + " connections be told: " + dialect.sessionSetup(STATEMENT_TIMEOUT));
                }
            }
            return dialect;
        } catch (SQLException e) {
            throw DatabaseFault.unavailable("The server's data source gives no connection", e);
        }
    }

    private static DataSource lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("No data source is bound in JNDI as " + name, e);
        }
    }

    private static String fileUrl(Path home) {
        String path = home.toAbsolutePath().normalize().resolve("talaria").toString().replace('\\', '/');
        if (path.contains(";")) {
            throw new IllegalArgumentException("the path of the home must not contain a semicolon");
        }
        return "jdbc:h2:file:" + path;
    }

    private static HikariDataSource pool(Dialect dialect, String url, TalariaConfig.Store config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("talaria");
        hikari.setDataSource(dialect.source(url, config));
        // The migrations alone take two.
        hikari.setMaximumPoolSize(Math.max(2, config.poolSize()));
        hikari.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        hikari.setValidationTimeout(CONNECT_TIMEOUT.toMillis() / 2);
        // While the database is away the pool tries to fill itself for those alone who wait.
        hikari.setMinimumIdle(0);
        // Whoever works with a connection says by discard that it is broken; the pool would log each with its stack.
        hikari.setExceptionOverride(new KeptUntilDiscarded());
        hikari.setConnectionInitSql(dialect.sessionSetup(STATEMENT_TIMEOUT));
        if (dialect == Dialect.H2) {
            // An H2 database closes with its last connection; connections that never age keep it open.
            hikari.setMaxLifetime(0);
        }
        return new HikariDataSource(hikari);
    }

    /**
     * Runs queries on one connection, outside a transaction. Waits some seconds for a connection and for each statement.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable} where there is no connection or no answer in time
     */
    public <T> T read(Function<Handle, T> queries) {
        if (condition.state() == DatabaseCondition.State.UNREACHABLE) {
            throw DatabaseFault.unavailable("The database cannot be reached", null);
        }
        for (int attempt = 1; ; attempt++) {
            Handle handle = open();
            try {
                return queries.apply(handle);
            } catch (RuntimeException e) {
                DatabaseFault.Kind kind = DatabaseFault.kind(e);
                if (kind.losesTransaction()) {
                    discard(handle);
                }
                // What has lost its connection may have had one from before the database was restarted.
                if (kind != DatabaseFault.Kind.UNREACHABLE || attempt == READ_ATTEMPTS || isClosed()) {
                    throw DatabaseFault.translate(e);
                }
                condition.suspect();
            } finally {
                closeQuietly(handle);
            }
        }
    }

    private Handle open() {
        try {
            return jdbi.open();
        } catch (RuntimeException e) {
            condition.suspect();
            throw DatabaseFault.translate(e);
        }
    }

    private static void closeQuietly(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A connection did not close cleanly", e);
        }
    }

    /**
     * All or nothing, and durable when this returns; as {@link #read} otherwise.
     * For {@link GroupCommit} alone, so that there is one writer.
     */
    void transact(Consumer<Handle> statements) {
        try (Handle handle = jdbi.open()) {
            handle.useTransaction(statements::accept);
            dialect.afterCommit().ifPresent(handle::execute);
        } catch (RuntimeException e) {
            throw DatabaseFault.translate(e);
        }
    }

    /** A connection for the writer, which closes it. Waits some seconds for one; failures come as they are. */
    Handle connect() {
        return jdbi.open();
    }

    /** Takes a connection out of use whose transaction is gone, before it is closed: nobody gets it again. */
    void discard(Handle handle) {
        try {
            Connection connection = handle.getConnection();
            if (pool != null) {
                pool.evictConnection(connection);
                pool.getHikariPoolMXBean().softEvictConnections();
            }
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A lost connection could not be ended", e);
        }
    }

    /** Within a transaction: what {@link #outcome} asks for; null where the database has no such names, and none are needed. */
    TransactionName nameTransaction(Handle handle) {
        return dialect.nameTransaction(handle);
    }

    /** What became of a transaction whose connection was lost. Ends it where the database still waits for its client. */
    TransactionName.Outcome outcome(TransactionName name) {
        try (Handle handle = jdbi.open()) {
            dialect.endTransaction(handle, name);
            return dialect.outcome(handle, name);
        }
    }

    /** What tells whether the database answers; the caller closes it. */
    DatabaseProbe probe() {
        return new DatabaseProbe(probing == null ? source : probing, probing != null);
    }

    /** A write that changes nothing, and fails where the database cannot store. */
    Write trial() {
        return Write.NOTHING;
    }

    /** Why it could not be opened, on one line for the log, with what the database itself said. */
    public static String words(Throwable failure) {
        String own = failure.getMessage();
        String said = DatabaseFault.words(failure);
        return own == null || said.contains(own) ? said : own + ": " + said;
    }

    /** Whether a database that could not be opened may be there later, without a change of the settings. */
    public static boolean mayComeLater(Throwable failure) {
        return DatabaseFault.mayComeLater(failure);
    }

    /** Outside a transaction: has the database let go of one whose connection was lost. */
    void endTransaction(Handle handle, TransactionName name) {
        dialect.endTransaction(handle, name);
    }

    /** Whether it can be used now. */
    public DatabaseCondition condition() {
        return condition;
    }

    boolean isClosed() {
        return closed;
    }

    /** Names the database for the log: its URL without parameters and user, or the data source. No secrets. */
    public String description() {
        return description;
    }

    /** A user and a password may stand before an at sign or among the parameters; where it is unclear which, nothing is shown of them. */
    static String withoutSecrets(String url) {
        int host = url.indexOf("//");
        int path = host < 0 ? -1 : url.indexOf('/', host + 2);
        String authority = host < 0 ? "" : url.substring(host + 2, path < 0 ? url.length() : path);
        if (authority.contains("@") && SECRET_PARTS.matcher(authority).find()) {
            return url.substring(0, host);
        }
        String plain = SECRET_PARTS.matcher(url).replaceAll("");
        int user = plain.lastIndexOf('@');
        return user > host && host >= 0 ? plain.substring(0, host + 2) + plain.substring(user + 1) : plain;
    }

    /** Whether other servers may use the database at the same time. */
    public boolean shared() {
        return shared;
    }

    /** Whether a connection can be had and answers. Blocks for some seconds at the most. */
    public boolean healthy() {
        try {
            return read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one()) == 1;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the database is not healthy", e);
            return false;
        }
    }

    /** Closes the connections and with them an H2 file. Close {@link GroupCommit} first. */
    @Override
    public void close() {
        closed = true;
        try {
            closing.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the database did not close cleanly", e);
        }
    }

    private static final class KeptUntilDiscarded implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return Override.DO_NOT_EVICT;
        }
    }

    /** The first look makes the JDK load all drivers that the thread's class loader knows, which must not be ours. */
    private static List<Driver> driversOfOthers() {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return DriverManager.drivers().toList();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** Drivers register themselves with the JDK when they are loaded, and would hold on to the web application's classes. */
    private static void deregisterAllBut(List<Driver> before) {
        for (Driver driver : DriverManager.drivers().toList()) {
            if (!before.contains(driver) && driver.getClass().getClassLoader() == Database.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    LOG.log(System.Logger.Level.WARNING, "The JDK keeps a driver", e);
                }
            }
        }
    }
}
