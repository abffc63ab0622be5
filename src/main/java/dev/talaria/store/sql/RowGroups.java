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
 * The rows that the writes of one transaction insert, gathered so that PostgreSQL gets those of a table as one statement: its price is the
 * way there and back. They go before any other statement of the handle, which may look for them, and before the commit. SQLite has no
 * way to go, so nothing is gathered there. It belongs to its handle and, like that, to one thread.
 */
public final class RowGroups implements JdbiConfig<RowGroups> {
    private final Map<String, List<Statements.Binding>> waiting = new LinkedHashMap<>();
    private boolean gathers;

    /** For Jdbi, which makes one for each handle. */
    public RowGroups() {
        // Nothing is gathered until somebody promises to insert it.
    }

    /** Whoever calls this calls {@link #insert} before the commit. Not where a part of the transaction may be rolled back. */
    public static void gather(Handle handle) {
        if (Dialect.of(handle) == Dialect.POSTGRESQL) {
            RowGroups groups = handle.getConfig(RowGroups.class);
            groups.gathers = true;
            handle.setStatementBuilder(new InsertsFirst(handle, groups, handle.getStatementBuilder()));
        }
    }

    /** Inserts what was gathered. */
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

    /** What one transaction gathers must not reach the next one's handle, which gets a copy of what Jdbi knows. */
    @Override
    public RowGroups createCopy() {
        return new RowGroups();
    }

    /** Before any other statement is made. */
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
