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
 * A connection whose statements are interrupted when they take too long. SQLite asks on the statement's own thread whether to go on, so
 * that no other thread ever interrupts a connection that may just be closed. A statement's time begins when it is prepared, or at
 * {@link #restart}; while its rows are read it counts on. Not safe for several threads at once.
 */
final class SqliteConnection extends JDBC4Connection {
    /** What is known of the connection's transaction. */
    private enum Transaction {
        NONE,
        OPEN,
        /** SQLite has ended it by itself, or nobody can tell; the connection must not be used any more. */
        LOST
    }

    /** A fraction of a millisecond's work, some milliseconds where each operation waits for the disk. */
    private static final int OPERATIONS_BETWEEN_LOOKS = 4_000;

    private static final String CONNECTION_FAILURE = "08000";

    private final long limit;
    private long started = System.nanoTime();
    private Transaction transaction = Transaction.NONE;
    private SQLException lostBy;
    private volatile boolean stopped;

    /**
     * Opens the file and applies what is wished, in order.
     *
     * @param pragmas such as {@code journal_mode=WAL}
     * @param limit   how long a statement may take; zero for ever
     */
    SqliteConnection(Path file, List<String> pragmas, Duration limit) throws SQLException {
        this(file, new SQLiteConfig(), pragmas, limit);
    }

    /** Opens a file that is there so that nothing in it is changed, not even when it is closed. */
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
                    // Nothing to know.
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

    /** Sets or does something; what it answers is not looked at. */
    void pragma(String setting) throws SQLException {
        execute("PRAGMA " + setting);
    }

    /** To its end: some pragmas work row by row, without giving any, and would be left after the first. */
    void execute(String sql) throws SQLException {
        try (Statement statement = createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** A number that a pragma answers. */
    long number(String pragma) throws SQLException {
        String answer = text(pragma);
        return answer == null ? 0 : Long.parseLong(answer);
    }

    /** What a pragma that answers says first; null where there is no row. */
    String text(String pragma) throws SQLException {
        try (Statement statement = createStatement(); ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /**
     * Gives the next statement its whole time.
     *
     * @throws SQLException the transaction was lost: what follows would be committed statement by statement
     */
    void restart() throws SQLException {
        if (transaction == Transaction.LOST) {
            throw new SQLException("an earlier failure has ended the transaction", CONNECTION_FAILURE, lostBy);
        }
        started = System.nanoTime();
    }

    /** Interrupts the statement that runs and each that follows, where there is a limit. Safe for any thread. */
    void stop() {
        stopped = true;
    }

    /** Closes it where nobody waits to hear how that went: it is broken, or its work is done. */
    void closeQuietly() {
        try {
            close();
        } catch (SQLException e) {
            System.getLogger(SqliteConnection.class.getName()).log(System.Logger.Level.DEBUG, "A connection did not close", e);
        }
    }

    /** Whether the next transaction may use it. */
    boolean isUsable() {
        return transaction == Transaction.NONE;
    }

    /** Lets nothing more happen in this transaction, and no other begin. */
    void lose(SQLException failure) {
        transaction = Transaction.LOST;
        lostBy = failure;
    }

    /**
     * Begins a transaction that has the lock of the one writer, or commits the one there is. The driver's own way would begin the next one
     * together with each commit, and hold the lock until there is something to do in it.
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

    /** Does nothing where the transaction is lost. */
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
