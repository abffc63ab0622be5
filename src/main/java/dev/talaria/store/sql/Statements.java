package dev.talaria.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The statements of an ordinary turn, in plain JDBC with positional values: parsing and binding names would cost more than storing the row.
 * SQLite's are prepared once for a connection; PostgreSQL's driver caches its own.
 */
public final class Statements {
    /** Sets a statement's values. */
    @FunctionalInterface
    public interface Binding {
        void bind(Values values) throws SQLException;
    }

    /** Sets the values of a row. */
    @FunctionalInterface
    public interface RowBinding<T> {
        void bind(Values values, T row) throws SQLException;
    }

    /** Reads the current row of the result. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Uses a statement. */
    @FunctionalInterface
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private Statements() {
    }

    /** Returns how many rows were changed. */
    public static int update(Handle handle, String sql, Binding binding) {
        return use(handle, sql, statement -> {
            binding.bind(new Values(statement));
            return statement.executeUpdate();
        });
    }

    /** Returns the first row that the statement finds or returns; empty if there is none. */
    public static <T> Optional<T> first(Handle handle, String sql, Binding binding, Reading<T> reading) {
        return use(handle, sql, statement -> {
            binding.bind(new Values(statement));
            try (ResultSet row = statement.executeQuery()) {
                Optional<T> first = row.next() ? Optional.of(reading.read(row)) : Optional.empty();
                while (row.next()) {
                    // SQLite's statement ends with its last row, and blocks the commit until then.
                }
                return first;
            }
        });
    }

    /** Returns all rows that the statement finds, in order. */
    public static <T> List<T> all(Handle handle, String sql, Binding binding, Reading<T> reading) {
        return use(handle, sql, statement -> {
            binding.bind(new Values(statement));
            List<T> all = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(reading.read(row));
                }
            }
            return all;
        });
    }

    /** Inserts rows, at the latest before any statement of another kind runs on the handle; see {@link RowGroups}. */
    public static <T> void insertAll(Handle handle, String insert, List<T> rows, RowBinding<T> binding) {
        RowGroups groups = handle.getConfig(RowGroups.class);
        if (groups.gathers()) {
            rows.forEach(row -> groups.add(insert, values -> binding.bind(values, row)));
            return;
        }
        boolean together = rows.size() > 1 && Dialect.of(handle) == Dialect.POSTGRESQL;
        if (rows.isEmpty()) {
            return;
        }
        use(handle, insert, statement -> {
            for (T row : rows) {
                binding.bind(new Values(statement), row);
                if (together) {
                    statement.addBatch();
                } else {
                    statement.executeUpdate();
                }
            }
            return together ? statement.executeBatch() : new int[0];
        });
    }

    /** As {@link #insertAll}, for one row. */
    public static void insert(Handle handle, String insert, Binding binding) {
        insertAll(handle, insert, List.of(binding), (values, row) -> row.bind(values));
    }

    static <T> T use(Handle handle, String sql, Use<T> use) {
        Connection connection = handle.getConnection();
        try {
            if (Dialect.of(handle) == Dialect.POSTGRESQL) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return use.of(statement);
                }
            }
            StatementBuilder kept = handle.getStatementBuilder();
            PreparedStatement statement = kept.create(connection, sql, null);
            try {
                return use.of(statement);
            } finally {
                kept.close(connection, sql, statement);
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("a statement failed", e, null);
        }
    }
}
