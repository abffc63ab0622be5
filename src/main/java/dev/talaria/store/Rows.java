package dev.talaria.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;

/** What takes more than a statement on both databases. */
public final class Rows {
    private static final String SAVEPOINT = "before_insert";
    private static final String UNIQUE_VIOLATION = "23505";

    /** Sets a row's values, by their places in the statement. */
    @FunctionalInterface
    public interface Binder<T> {
        void bind(PreparedStatement insert, T row) throws SQLException;
    }

    private Rows() {
    }

    /** Inserts many rows at once. Values are set by place: looking up their names costs more than storing them. */
    public static <T> void insertAll(Handle handle, String insert, List<T> rows, Binder<T> binder) {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = handle.getConnection().prepareStatement(insert)) {
            for (T row : rows) {
                binder.bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("a batch of rows could not be inserted", e, null);
        }
    }

    /**
     * Inserts a row unless there is one of its key, within a transaction: one that another server has begun to insert is waited for.
     * The savepoint keeps the transaction alive on PostgreSQL when the other was first.
     *
     * @param insert a statement of that handle
     */
    public static void insertIfAbsent(Handle handle, Update insert) {
        handle.savepoint(SAVEPOINT);
        try {
            insert.execute();
            handle.releaseSavepoint(SAVEPOINT);
        } catch (UnableToExecuteStatementException e) {
            if (!(e.getCause() instanceof SQLException cause) || !UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
        }
    }
}
