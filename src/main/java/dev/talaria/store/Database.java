package dev.talaria.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.store.sql.Dialect;
import dev.talaria.store.sqlite.SqliteFile;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * The connections to the database, whose tables are up to date. Readers use {@link #read}, writers {@link GroupCommit}. Safe for many
 * threads.
 */
public final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final Pattern SECRET_PARTS = Pattern.compile("[?;].*", Pattern.DOTALL);
    private static final int READ_ATTEMPTS = 3;

    private final Queries queries;
    private final Dialect dialect;
    private final DatabaseCondition condition = new DatabaseCondition();
    private final WriterConnections writing;
    private final DatabaseProbe probe;
    private final BooleanSupplier shortOfSpace;
    private final Consumer<Consumer<Handle>> transactions;
    private final Runnable upkeep;
    private final String description;
    private final AutoCloseable closing;
    /** Null for PostgreSQL. */
    private final SqliteFile embedded;
    private volatile boolean closed;

    /** Runs queries on a connection of its choice. */
    private interface Queries {
        <T> T run(Function<Handle, T> queries);
    }

    private Database(SqliteFile file) {
        this.queries = file::read;
        this.dialect = Dialect.SQLITE;
        this.writing = new SqliteConnections(file);
        this.probe = DatabaseProbe.NONE;
        this.shortOfSpace = file::isShortOfSpace;
        this.transactions = file::transact;
        this.upkeep = () -> file.maintain().ifPresent(condition::takesNothing);
        this.description = dialect.url(file.file().toString());
        this.closing = file;
        this.embedded = file;
    }

    /** @param probe asks the database whether it answers; closed with this */
    private Database(DataSource postgres, DatabaseProbe probe, String description, AutoCloseable closing) {
        Jdbi jdbi = quiet(Jdbi.create(postgres), Dialect.POSTGRESQL);
        this.queries = new Queries() {
            @Override
            public <T> T run(Function<Handle, T> queries) {
                return ask(jdbi, queries);
            }
        };
        this.dialect = Dialect.POSTGRESQL;
        this.writing = new PostgresConnections(jdbi, postgres instanceof HikariDataSource own ? own : null);
        this.probe = probe;
        this.shortOfSpace = () -> false;
        this.transactions = statements -> jdbi.useTransaction(statements::accept);
        this.upkeep = () -> { };
        this.description = description;
        this.closing = closing;
        this.embedded = null;
    }

    /** Returns a Jdbi that never logs bound values, which are people's text. */
    private static Jdbi quiet(Jdbi jdbi, Dialect dialect) {
        dialect.tell(jdbi);
        jdbi.configure(StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        return jdbi;
    }

    /**
     * Opens the configured database, by default an SQLite file in {@code home}, which it locks against other processes. Blocks until the
     * tables are up to date.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}; the message gives an operator the reason
     */
    public static Database open(TalariaConfig.Store config, Path home) {
        return open(config, home, Runnable::run);
    }

    /**
     * As {@link #open(TalariaConfig.Store, Path)}.
     *
     * @param readThreads bounded platform threads, which read the file for virtual threads
     */
    public static Database open(TalariaConfig.Store config, Path home, Executor readThreads) {
        List<Driver> before = driversOfOthers();
        try {
            if (config.jndi().isPresent()) {
                // The server's pool may load the driver from the application.
                String name = config.jndi().get();
                return over(lookUp(name), "the data source " + name, () -> deregisterAllBut(before));
            }
            String url = config.url().orElseGet(() -> Dialect.SQLITE.url(home.resolve("talaria.db").toString()));
            if (Dialect.of(url) == Dialect.POSTGRESQL) {
                return postgres(url, config, before);
            }
            return sqlite(Path.of(Dialect.SQLITE.target(url)), home, config.poolSize(), readThreads, before);
        } catch (RuntimeException | Error e) {
            deregisterAllBut(before);
            throw e;
        }
    }

    private static Database sqlite(Path file, Path home, int poolSize, Executor readThreads, List<Driver> before) {
        SqliteFile opened = SqliteFile.open(file, home.resolve("native"), tables -> migrate(tables, Dialect.SQLITE),
                jdbi -> quiet(jdbi, Dialect.SQLITE), poolSize, readThreads, () -> deregisterAllBut(before));
        return new Database(opened);
    }

    private static Database postgres(String url, TalariaConfig.Store config, List<Driver> before) {
        HikariDataSource pool = null;
        try {
            Postgres.connect(url, config);
            pool = Postgres.pool(url, config);
            migrate(pool, Dialect.POSTGRESQL);
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            throw DatabaseFault.atStart(e);
        }
        HikariDataSource opened = pool;
        DatabaseProbe probe = new DatabaseProbe(Postgres.impatient(url, config), true);
        return new Database(opened, probe, withoutSecrets(url), () -> {
            opened.close();
            deregisterAllBut(before);
        });
    }

    /** Uses PostgreSQL connections that the caller, such as the application server, pools and closes. Brings the tables up to date. */
    public static Database over(DataSource source) {
        return over(source, "a data source", () -> { });
    }

    private static Database over(DataSource source, String name, AutoCloseable closing) {
        Postgres.examine(source);
        migrate(source, Dialect.POSTGRESQL);
        return new Database(source, new DatabaseProbe(source, false), name + " (" + Dialect.POSTGRESQL + ")", closing);
    }

    private static void migrate(DataSource source, Dialect dialect) {
        try {
            Migrations.run(source, dialect);
        } catch (RuntimeException e) {
            throw DatabaseFault.atStart(e);
        }
    }

    @SuppressWarnings("BanJNDI") // The name is the operator's, from the settings.
    private static DataSource lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("No data source is bound in JNDI as " + name, e);
        }
    }

    /**
     * Runs queries on one connection, outside a transaction. Waits some seconds for a connection and for each statement.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable} if there is no connection or no answer in time
     */
    public <T> T read(Function<Handle, T> queries) {
        if (condition.state() == DatabaseCondition.State.UNREACHABLE) {
            throw DatabaseFault.unavailable("The database cannot be reached", null);
        }
        try {
            return this.queries.run(queries);
        } catch (RuntimeException e) {
            if (DatabaseFault.kind(e) == DatabaseFault.Kind.UNREACHABLE) {
                condition.suspect();
            }
            throw DatabaseFault.translate(e);
        }
    }

    /** Runs queries; a lost connection may date from before a restart of the database, so it retries once on another. */
    private <T> T ask(Jdbi jdbi, Function<Handle, T> queries) {
        for (int attempt = 1; ; attempt++) {
            Handle handle = jdbi.open();
            try {
                return queries.apply(handle);
            } catch (RuntimeException e) {
                if (DatabaseFault.kind(e) != DatabaseFault.Kind.UNREACHABLE) {
                    throw e;
                }
                writing.discard(handle);
                condition.suspect();
                if (attempt == READ_ATTEMPTS || closed) {
                    throw e;
                }
            } finally {
                writing.giveBack(handle);
            }
        }
    }

    /** Returns the writer's connections. */
    WriterConnections writing() {
        return writing;
    }

    /** Returns whether the database can be used, and for how long. */
    public DatabaseCondition condition() {
        return condition;
    }

    /** Returns the probe that asks the database whether it answers. */
    DatabaseProbe probe() {
        return probe;
    }

    /** Returns whether the next write may fail for lack of disk space. */
    boolean isShortOfSpace() {
        return shortOfSpace.getAsBoolean();
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns why the database could not be opened, on one line for the log, with the database's own message. */
    public static String words(Throwable failure) {
        String own = failure.getMessage();
        String said = DatabaseFault.words(failure);
        return own == null || said.contains(own) ? said : own + ": " + said;
    }

    /** Returns whether opening the database may succeed later without a change of the settings. */
    public static boolean mayComeLater(Throwable failure) {
        return DatabaseFault.mayComeLater(failure);
    }

    /**
     * Runs statements in one transaction, which is durable when this returns; otherwise as {@link #read}. For {@link GroupCommit} alone, so
     * that there is one writer.
     */
    void transact(Consumer<Handle> statements) {
        try {
            transactions.accept(statements);
        } catch (RuntimeException e) {
            throw DatabaseFault.translate(e);
        }
    }

    /** Maintains the database's files; call it about once a second, from one thread at a time. Blocks for the disk. */
    public void maintain() {
        upkeep.run();
    }

    /**
     * Copies the embedded database, as of this call, into a file while it is in use. Blocks until the copy is on the disk, which may take
     * minutes.
     *
     * @param target must not exist, in a folder that does; it appears when it is complete
     * @throws dev.talaria.error.ApiException {@code backup_failed} with the reason
     */
    void backUp(Path target) {
        embedded.backUp(target);
    }

    /** Stops a running backup, which fails; later ones are refused. */
    void stopBackup() {
        if (embedded != null) {
            embedded.stopBackup();
        }
    }

    /** Returns the database's name for the log: its URL without parameters and user, or the data source. No secrets. */
    public String description() {
        return description;
    }

    /** Hides the user and password before an at sign or among the parameters; where it is unclear what is secret, hides both. */
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
        return dialect == Dialect.POSTGRESQL;
    }

    /** Returns whether a connection can be had and answers. Blocks for some seconds at most. */
    public boolean healthy() {
        try {
            return read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one()) == 1;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the database is not healthy", e);
            return false;
        }
    }

    /** Closes the connections. Close {@link GroupCommit} first. */
    @Override
    public void close() {
        closed = true;
        probe.close();
        try {
            closing.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the database did not close cleanly", e);
        }
    }

    /** The first access makes the JDK load all drivers that the thread's class loader sees, which must not include ours. */
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

    /** Deregisters our drivers: they register themselves with the JDK when they are loaded, and would pin the web application's classes. */
    private static void deregisterAllBut(List<Driver> before) {
        for (Driver driver : DriverManager.drivers().toList()) {
            if (!before.contains(driver) && driver.getClass().getClassLoader() == Database.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    LOG.log(System.Logger.Level.WARNING, "The JDK keeps a JDBC driver registered", e);
                }
            }
        }
    }
}
