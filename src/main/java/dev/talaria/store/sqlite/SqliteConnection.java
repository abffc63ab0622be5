package dev.talaria.store.sqlite;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection that interrupts statements that take too long. SQLite asks on the statement's own thread whether to continue, so that no
 * other thread interrupts a connection that may be closing. A statement's time starts when it is prepared, or at {@link #restart}, and
 * includes the reading of its rows. Not safe for several threads at once.
 */
final class SqliteConnection extends JDBC4Connection {
    /** The state of the connection's transaction. */
    private enum Transaction {
        NONE,
        OPEN,
        /** SQLite has ended it by itself, or its state is unknown; discard the connection. */
        LOST
    }

    /** A fraction of a millisecond of work, some milliseconds if each operation waits for the disk. */
    private static final int OPERATIONS_BETWEEN_LOOKS = 4_000;

    private static final String CONNECTION_FAILURE = "08000";

    private final long limit;
    private long started = System.nanoTime();
    private Transaction transaction = Transaction.NONE;
    private SQLException lostBy;
    private volatile boolean stopped;

    /**
     * Opens the file and applies the pragmas in order.
     *
     * @param pragmas such as {@code journal_mode=WAL}
     * @param limit   bound on each statement; zero for none
     */
    SqliteConnection(Path file, List<String> pragmas, Duration limit) throws SQLException {
        this(file, new SQLiteConfig(), pragmas, limit);
    }

    /** Opens an existing file without changing anything in it, not even on closing. */
    static SqliteConnection readOnly(Path file, List<String> pragmas, Duration limit) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return new SqliteConnection(file, config, pragmas, limit);
    }

    private SqliteConnection(Path file, SQLiteConfig config, List<String> pragmas, Duration limit) throws SQLException {
        super("jdbc:sqlite:" + file, file.toString(), config.toProperties());
        this.limit = limit.toNanos();
        try {
            for (String pragma : pragmas) {
                pragma(pragma);
            }
            getConnectionConfig().setGetGeneratedKeys(false);
            addCommitListener(new SQLiteCommitListener() {
                @Override
                public void onCommit() {
                    // There is no state to track.
                }

                @Override
                public void onRollback() {
                    if (transaction == Transaction.OPEN) {
                        transaction = Transaction.LOST;
                    }
                }
            });
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

    /** Executes a pragma and ignores its result. */
    void pragma(String setting) throws SQLException {
        execute("PRAGMA " + setting);
    }

    /** Executes a statement to its end: some pragmas work row by row without returning any, and would stop after the first. */
    void execute(String sql) throws SQLException {
        try (Statement statement = createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Returns a pragma's number. */
    long number(String pragma) throws SQLException {
        String answer = text(pragma);
        return answer == null ? 0 : Long.parseLong(answer);
    }

    /** Returns the first text of a pragma's result; null if there is no row. */
    String text(String pragma) throws SQLException {
        try (Statement statement = createStatement(); ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /**
     * Restarts the time limit for the next statement.
     *
     * @throws SQLException if the transaction was lost: further statements would be committed one by one
     */
    void restart() throws SQLException {
        if (transaction == Transaction.LOST) {
            throw new SQLException("an earlier failure has ended the transaction", CONNECTION_FAILURE, lostBy);
        }
        started = System.nanoTime();
    }

    /** Interrupts the running statement and all later ones, if there is a time limit. Safe for any thread. */
    void stop() {
        stopped = true;
    }

    /** Closes the connection without reporting failures: it is broken, or its work is done. */
    void closeQuietly() {
        try {
            close();
        } catch (SQLException e) {
            System.getLogger(SqliteConnection.class.getName()).log(System.Logger.Level.DEBUG, "A connection did not close", e);
        }
    }

    /** Returns whether the next transaction may use the connection. */
    boolean isUsable() {
        return transaction == Transaction.NONE;
    }

    /** Marks the transaction as lost: nothing more runs in it, and no other starts. */
    void lose(SQLException failure) {
        transaction = Transaction.LOST;
        lostBy = failure;
    }

    /**
     * Starts a transaction that holds the write lock, or commits the current one. The driver would start the next one with each commit, and
     * hold the lock until a statement comes.
     */
    @Override
    public void setAutoCommit(boolean automatic) throws SQLException {
        if (!automatic && transaction == Transaction.NONE) {
            execute("BEGIN IMMEDIATE");
            transaction = Transaction.OPEN;
        } else if (automatic && transaction == Transaction.OPEN) {
            commit();
        }
        getConnectionConfig().setAutoCommit(automatic);
    }

    @Override
    public void commit() throws SQLException {
        execute("COMMIT");
        transaction = Transaction.NONE;
    }

    /** Does nothing if the transaction is lost. */
    @Override
    public void rollback() throws SQLException {
        if (transaction == Transaction.LOST) {
            return;
        }
        transaction = Transaction.NONE;
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            transaction = Transaction.LOST;
            throw e;
        }
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
