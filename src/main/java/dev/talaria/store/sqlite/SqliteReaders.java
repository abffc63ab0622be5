package dev.talaria.store.sqlite;

import dev.talaria.error.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A pool of read-only connections, opened on demand. A connection whose file, disk or memory failed is closed, and the next query opens a
 * new one. A query within a query of the same thread shares its connection, so that no two threads wait for each other's. Safe for many
 * threads.
 */
final class SqliteReaders implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(5);
    /** Longer than any statement takes. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** A reading connection with its Jdbi handle. */
    private record Reader(SqliteConnection connection, Handle handle) {
    }

    private final SqliteWriter.Opener opener;
    private final Consumer<Jdbi> settings;
    private final FileCondition condition;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
    @SuppressWarnings("ThreadLocalUsage") // Of each database its own; emptied where it was filled.
    private final ThreadLocal<Handle> outer = new ThreadLocal<>();
    private volatile boolean closed;

    /**
     * @param settings configures each connection's Jdbi
     * @param size     maximum number of connections
     */
    SqliteReaders(SqliteWriter.Opener opener, Consumer<Jdbi> settings, FileCondition condition, int size) {
        this.opener = opener;
        this.settings = settings;
        this.condition = condition;
        this.size = size;
        this.free = new Semaphore(size, true);
    }

    /**
     * Runs queries on one connection, outside a transaction.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}: no connection became free in time
     */
    <T> T read(Function<Handle, T> queries) {
        Handle mine = outer.get();
        if (mine != null) {
            return queries.apply(mine);
        }
        acquire();
        try {
            return readWith(take(), queries);
        } finally {
            free.release();
        }
    }

    private <T> T readWith(Reader reader, Function<Handle, T> queries) {
        boolean usable = false;
        outer.set(reader.handle());
        try {
            T answer = queries.apply(reader.handle());
            usable = true;
            condition.read();
            return answer;
        } catch (RuntimeException e) {
            condition.readFailed(e);
            usable = SqliteFault.in(e).map(SqliteFault::leavesTransaction).orElse(true);
            throw e;
        } finally {
            outer.remove();
            if (usable && !closed) {
                idle.addFirst(reader);
            } else {
                reader.connection().closeQuietly();
            }
        }
    }

    /** An interrupted thread may still take a free connection. */
    private void acquire() {
        try {
            if (!free.tryAcquire() && !free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("Too many queries are waiting for the database", null).withRetryAfter(WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The wait for the database was interrupted", e);
        }
    }

    private Reader take() {
        if (closed) {
            throw new ConnectionException(new SQLException("the database is closed"));
        }
        Reader reader = idle.pollFirst();
        if (reader != null) {
            return reader;
        }
        try {
            SqliteConnection connection = opener.open();
            Jdbi jdbi = Jdbi.create(() -> connection);
            settings.accept(jdbi);
            jdbi.setStatementBuilderFactory(same -> new StatementCache(connection));
            return new Reader(connection, jdbi.open());
        } catch (SQLException e) {
            condition.readFailed(e);
            throw new ConnectionException(e);
        }
    }

    /** Waits some seconds for running queries, and never closes a connection while it is in use. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = Thread.interrupted();
        try {
            free.tryAcquire(size, CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        for (Reader reader = idle.pollFirst(); reader != null; reader = idle.pollFirst()) {
            reader.connection().closeQuietly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
