package dev.talaria.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Takes the writer's connections from a pool, as readers do. */
final class PostgresConnections implements WriterConnections {
    private static final System.Logger LOG = System.getLogger(PostgresConnections.class.getName());

    private final Jdbi jdbi;
    /** Null if the connections are pooled elsewhere. */
    private final HikariDataSource pool;

    PostgresConnections(Jdbi jdbi, HikariDataSource pool) {
        this.jdbi = jdbi;
        this.pool = pool;
    }

    @Override
    public Handle take() {
        return jdbi.open();
    }

    /** Evicts the idle connections of the pool too, which may be lost as well. */
    @Override
    public void discard(Handle handle) {
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

    @Override
    public void giveBack(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A lost connection did not close cleanly", e);
        }
    }

    @Override
    public TransactionName name(Handle handle) {
        return handle.createQuery("SELECT CAST(pg_current_xact_id() AS text), pg_backend_pid()")
                .map((row, context) -> new TransactionName(row.getString(1), row.getInt(2))).one();
    }

    /** A backend that waits for a vanished client holds its locks until it notices, which may take hours. */
    @Override
    public void end(Handle handle, TransactionName lost) {
        handle.createQuery("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid = :pid AND backend_xid = CAST(CAST(:id AS xid8) AS xid)""")
                .bind("pid", lost.backend()).bind("id", lost.id()).mapTo(Boolean.class).list();
    }

    @Override
    public TransactionName.Outcome outcome(TransactionName lost) {
        try (Handle handle = jdbi.open()) {
            end(handle, lost);
            String status = handle.createQuery("SELECT pg_xact_status(CAST(:id AS xid8))").bind("id", lost.id())
                    .mapTo(String.class).findOne().orElse("");
            return switch (status) {
                case "committed" -> TransactionName.Outcome.COMMITTED;
                case "aborted" -> TransactionName.Outcome.ROLLED_BACK;
                case "in progress" -> TransactionName.Outcome.UNDER_WAY;
                default -> TransactionName.Outcome.UNKNOWN;
            };
        }
    }

    /** A transaction only gets an id if it can write. */
    @Override
    public Write trial() {
        return Write.NOTHING;
    }
}
