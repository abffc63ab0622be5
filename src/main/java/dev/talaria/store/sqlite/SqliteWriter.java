package dev.talaria.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The one connection that writes. After any failure but a refused row or a wrong statement it is closed and the next transaction opens a
 * new one: SQLite may have ended the transaction by itself, and what followed on that connection would be committed piece by piece.
 * Safe for many threads, one of which has it at a time.
 */
final class SqliteWriter implements AutoCloseable {
    /** What writes, and what it is spoken to through. */
    private record Open(SqliteConnection connection, Handle handle) {
    }

    /** Opens a connection that may write. */
    @FunctionalInterface
    interface Opening {
        SqliteConnection open() throws SQLException;
    }

    /** Work that needs the writer's turn and its connection, outside a transaction. */
    @FunctionalInterface
    interface Work {
        void run(SqliteConnection connection) throws SQLException;
    }

    private final Opening opening;
    private final Consumer<Jdbi> settings;
    private final ReentrantLock turn = new ReentrantLock(true);
    private Open open;
    private boolean closed;

    /** @param settings what each new connection's Jdbi is told */
    SqliteWriter(Opening opening, Consumer<Jdbi> settings) {
        this.opening = opening;
        this.settings = settings;
    }

    /** All or nothing, and durable when this returns. Waits for its turn. */
    void transact(Consumer<Handle> statements) {
        turn.lock();
        try {
            Open writer = open();
            boolean done = false;
            try {
                writer.handle().useTransaction(statements::accept);
                done = true;
            } catch (RuntimeException e) {
                done = leavesTransaction(e) && !writer.connection().isInTransaction();
                throw e;
            } finally {
                if (!done) {
                    discard();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /** The writer's turn and its connection, until {@link #giveBack} by the same thread. */
    Handle take() {
        turn.lock();
        try {
            return open().handle();
        } catch (RuntimeException | Error e) {
            turn.unlock();
            throw e;
        }
    }

    void giveBack() {
        if (open != null && open.connection().isInTransaction()) {
            discard();
        }
        turn.unlock();
    }

    /** Runs something between two transactions. */
    void inTurn(Work work) throws SQLException {
        turn.lock();
        try {
            Open writer = open();
            boolean done = false;
            try {
                work.run(writer.connection());
                done = true;
            } finally {
                if (!done) {
                    discard();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private Open open() {
        if (closed) {
            throw new ConnectionException(new SQLException("the database is closed"));
        }
        if (open == null) {
            try {
                SqliteConnection connection = opening.open();
                Jdbi jdbi = Jdbi.create(() -> connection);
                settings.accept(jdbi);
                jdbi.setStatementBuilderFactory(same -> new StatementCache(connection));
                open = new Open(connection, jdbi.open());
            } catch (SQLException e) {
                throw new ConnectionException(e);
            }
        }
        return open;
    }

    private static boolean leavesTransaction(RuntimeException failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 16; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql) {
                Optional<SqliteFault> fault = SqliteFault.of(sql);
                return fault.isPresent() && fault.get().leavesTransaction();
            }
        }
        return true;
    }

    /** For whoever has the turn: the next who has it gets a new connection. */
    void discard() {
        Open broken = open;
        open = null;
        if (broken != null) {
            try {
                broken.connection().close();
            } catch (SQLException e) {
                System.getLogger(SqliteWriter.class.getName()).log(System.Logger.Level.DEBUG, "A broken connection did not close", e);
            }
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            discard();
        } finally {
            turn.unlock();
        }
    }
}
