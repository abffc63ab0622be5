package dev.talaria.store.sqlite;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.sqlite.ProgressHandler;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection whose statements are interrupted when they take too long. SQLite asks on the statement's own thread whether to go on, so
 * that no other thread ever interrupts a connection that may just be closed. A statement's time begins when it is prepared, or at
 * {@link #restart}; while its rows are read it counts on. Not safe for several threads at once.
 */
final class SqliteConnection extends JDBC4Connection {
    /** About a millisecond's work. */
    private static final int OPERATIONS_BETWEEN_LOOKS = 20_000;

    private final long limit;
    private long started = System.nanoTime();
    private boolean inTransaction;
    private volatile boolean stopped;

    /**
     * Opens the file and applies what is wished, in order.
     *
     * @param pragmas such as {@code journal_mode=WAL}
     * @param limit   how long a statement may take; zero for ever
     */
    SqliteConnection(Path file, List<String> pragmas, Duration limit) throws SQLException {
        super("jdbc:sqlite:" + file, file.toString(), new Properties());
        this.limit = limit.toNanos();
        try {
            for (String pragma : pragmas) {
                pragma(pragma);
            }
            getConnectionConfig().setGetGeneratedKeys(false);
            if (!limit.isZero()) {
                ProgressHandler.setHandler(this, OPERATIONS_BETWEEN_LOOKS, new ProgressHandler() {
                    @Override
                    protected int progress() {
                        return stopped || System.nanoTime() - started > SqliteConnection.this.limit ? 1 : 0;
                    }
                });
            }
        } catch (SQLException | RuntimeException e) {
            try {
                close();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Sets or asks; what it answers is not looked at. */
    void pragma(String setting) throws SQLException {
        execute("PRAGMA " + setting);
    }

    void execute(String sql) throws SQLException {
        restart();
        try (Statement statement = createStatement()) {
            statement.execute(sql);
        }
    }

    /** Gives so many free pages at the end of the file back to the disk. */
    void giveBack(int pages) throws SQLException {
        restart();
        try (Statement statement = createStatement()) {
            // The pragma does its work in rows without columns, of which the driver would otherwise take the first alone.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        }
    }

    /** A number that a pragma answers. */
    long number(String pragma) throws SQLException {
        restart();
        try (Statement statement = createStatement(); var rows = statement.executeQuery("PRAGMA " + pragma)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Gives the next statement its whole time. */
    void restart() {
        started = System.nanoTime();
    }

    /** Interrupts the statement that runs and each that follows, where there is a limit. Safe for any thread. */
    void stop() {
        stopped = true;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /**
     * Begins a transaction that has the lock of the one writer, or commits the one there is. The driver's own way would begin the next one
     * together with each commit, and hold the lock until there is something to do in it.
     */
    @Override
    public void setAutoCommit(boolean automatic) throws SQLException {
        if (!automatic && !inTransaction) {
            execute("BEGIN IMMEDIATE");
            inTransaction = true;
        } else if (automatic && inTransaction) {
            commit();
        }
        getConnectionConfig().setAutoCommit(automatic);
    }

    @Override
    public void commit() throws SQLException {
        execute("COMMIT");
        inTransaction = false;
    }

    @Override
    public void rollback() throws SQLException {
        execute("ROLLBACK");
        inTransaction = false;
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability) throws SQLException {
        restart();
        return super.prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        restart();
        return super.createStatement(type, concurrency, holdability);
    }
}
