package dev.talaria.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The one connection that writes. After any failure except a rejected row or a wrong statement it is closed, and the next transaction opens
 * a new one: SQLite may have ended the transaction by itself, and further statements on that connection would be committed one by one. Safe
 * for many threads, one of which holds it at a time.
 */
final class SqliteWriter implements AutoCloseable {
    /** A writing connection with its Jdbi handle. */
    private record Open(SqliteConnection connection, Handle handle) {
    }

    /** Marks a transaction as lost after a statement failure that it may not survive, even if the caller continues. */
    private record LoseBroken(SqliteConnection connection, FileCondition condition) implements SqlLogger {
        @Override
        public void logException(StatementContext context, SQLException failure) {
            if (SqliteFault.of(failure).filter(fault -> !fault.leavesTransaction()).isPresent()) {
                connection.lose(failure);
                condition.writeFailed(failure);
            }
        }
    }

    /** Opens a connection that may write. */
    @FunctionalInterface
    interface Opener {
        SqliteConnection open() throws SQLException;
    }

    /** Work that needs the writer's turn and its connection, outside a transaction. */
    @FunctionalInterface
    interface Work {
        void run(SqliteConnection connection) throws SQLException;
    }

    private final Opener opener;
    private final Consumer<Jdbi> settings;
    private final FileCondition condition;
    private final ReentrantLock turn = new ReentrantLock(true);
    private Open open;
    private boolean closed;

    /** @param settings configures each new connection's Jdbi */
    SqliteWriter(Opener opener, Consumer<Jdbi> settings, FileCondition condition) {
        this.opener = opener;
        this.settings = settings;
        this.condition = condition;
    }

    /** Runs statements in one transaction, which is durable when this returns. Waits for its turn. */
    void transact(Consumer<Handle> statements) {
        turn.lock();
        try {
            Open writer = open();
            boolean done = false;
            try {
                writer.handle().useTransaction(statements::accept);
                done = true;
            } catch (RuntimeException e) {
                condition.writeFailed(e);
                done = SqliteFault.in(e).map(SqliteFault::leavesTransaction).orElse(true) && writer.connection().isUsable();
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

    /** Waits for the writer's turn and returns its connection, which the same thread holds until {@link #giveBack}. */
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
        if (open != null && !open.connection().isUsable()) {
            discard();
        }
        turn.unlock();
    }

    /** Runs work between two transactions. */
    void inTurn(Work work) throws SQLException {
        turn.lock();
        try {
            Open writer = open();
            boolean done = false;
            try {
                work.run(writer.connection());
                done = writer.connection().isUsable();
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
                SqliteConnection connection = opener.open();
                Jdbi jdbi = Jdbi.create(() -> connection);
                settings.accept(jdbi);
                jdbi.setStatementBuilderFactory(same -> new StatementCache(connection));
                jdbi.setSqlLogger(new LoseBroken(connection, condition));
                open = new Open(connection, jdbi.open());
            } catch (SQLException e) {
                condition.writeFailed(e);
                throw new ConnectionException(e);
            }
        }
        return open;
    }

    /** Discards the connection: the next holder gets a new one. Only for the current holder. */
    void discard() {
        Open broken = open;
        open = null;
        if (broken != null) {
            broken.connection().closeQuietly();
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
