package dev.talaria.store.sql;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Gathers the rows that the writes of one transaction insert, so that PostgreSQL gets the rows of a table as one statement and one round
 * trip. They are inserted before any other statement of the handle, which may look for them, and before the commit. SQLite has no round
 * trips, so nothing is gathered there. Belongs to its handle, and like that to one thread.
 */
public final class RowGroups implements JdbiConfig<RowGroups> {
    private final Map<String, List<Statements.Binding>> waiting = new LinkedHashMap<>();
    private boolean gathers;

    /** For Jdbi, which creates one for each handle. */
    public RowGroups() {
        // Nothing is gathered until a caller promises to insert it.
    }

    /**
     * Starts to gather. The caller must call {@link #insert} before the commit. Not for a transaction of which a part may be rolled back.
     */
    public static void gather(Handle handle) {
        if (Dialect.of(handle) == Dialect.POSTGRESQL) {
            RowGroups groups = handle.getConfig(RowGroups.class);
            groups.gathers = true;
            handle.setStatementBuilder(new InsertsFirst(handle, groups, handle.getStatementBuilder()));
        }
    }

    /** Inserts the gathered rows. */
    public static void insert(Handle handle) {
        handle.getConfig(RowGroups.class).insertInto(handle);
    }

    boolean gathers() {
        return gathers;
    }

    void add(String insert, Statements.Binding row) {
        waiting.computeIfAbsent(insert, sql -> new ArrayList<>()).add(row);
    }

    private void insertInto(Handle handle) {
        Map<String, List<Statements.Binding>> now = new LinkedHashMap<>(waiting);
        waiting.clear();
        now.forEach((sql, rows) -> Statements.use(handle, sql, statement -> {
            for (Statements.Binding row : rows) {
                row.bind(new Values(statement));
                statement.addBatch();
            }
            return statement.executeBatch();
        }));
    }

    /** Returns an empty one: rows gathered in one transaction must not reach the next handle, which gets a copy of Jdbi's configuration. */
    @Override
    public RowGroups createCopy() {
        return new RowGroups();
    }

    /** Inserts the gathered rows before any other statement is built. */
    private record InsertsFirst(Handle handle, RowGroups groups, StatementBuilder builder) implements StatementBuilder {
        @Override
        public Statement create(Connection connection, StatementContext context) throws SQLException {
            groups.insertInto(handle);
            return builder.create(connection, context);
        }

        @Override
        public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
            groups.insertInto(handle);
            return builder.create(connection, sql, context);
        }

        @Override
        public CallableStatement createCall(Connection connection, String sql, StatementContext context) throws SQLException {
            groups.insertInto(handle);
            return builder.createCall(connection, sql, context);
        }

        @Override
        public void close(Connection connection, String sql, Statement statement) throws SQLException {
            builder.close(connection, sql, statement);
        }

        @Override
        public void close(Connection connection) {
            builder.close(connection);
        }
    }
}
