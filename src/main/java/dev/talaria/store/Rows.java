package dev.talaria.store;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;

/** What takes more than a statement on both databases. */
public final class Rows {
    private static final String SAVEPOINT = "before_insert";
    private static final String UNIQUE_VIOLATION = "23505";

    private Rows() {
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
