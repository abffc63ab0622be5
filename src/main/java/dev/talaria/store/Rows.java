package dev.talaria.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** What takes more than a statement on both databases. */
public final class Rows {
    /** Sets a row's values, by their places in the statement. */
    @FunctionalInterface
    public interface Binder<T> {
        void bind(PreparedStatement insert, T row) throws SQLException;
    }

    private Rows() {
    }

    /** Whether a write failed because there is a row of that key already. */
    public static boolean isDuplicate(Throwable failure) {
        return DatabaseFault.cause(failure, SQLException.class).filter(DatabaseFault::isDuplicate).isPresent();
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
}
