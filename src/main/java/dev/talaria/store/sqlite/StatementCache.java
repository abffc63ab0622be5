package dev.talaria.store.sqlite;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Caches the prepared statements of one connection: parsing them again would cost more than running them. Evicts the least recently used.
 * Not safe for several threads at once.
 */
final class StatementCache implements StatementBuilder {
    private static final int MAX = 200;

    private final SqliteConnection connection;
    private final LinkedHashMap<String, PreparedStatement> idle = new LinkedHashMap<>();
    /** The text that each statement was prepared from: Jdbi returns a statement under its text with named parameters. */
    private final IdentityHashMap<PreparedStatement, String> inUse = new IdentityHashMap<>();

    StatementCache(SqliteConnection connection) {
        this.connection = connection;
    }

    @Override
    public Statement create(Connection same, StatementContext context) throws SQLException {
        return connection.createStatement();
    }

    @Override
    public PreparedStatement create(Connection same, String sql, StatementContext context) throws SQLException {
        PreparedStatement prepared = idle.remove(sql);
        if (prepared == null) {
            prepared = connection.prepareStatement(sql);
        } else {
            connection.restart();
        }
        inUse.put(prepared, sql);
        return prepared;
    }

    @Override
    public CallableStatement createCall(Connection same, String sql, StatementContext context) throws SQLException {
        return connection.prepareCall(sql);
    }

    /** Clears the bound values, which may be large. The driver has already closed a statement that failed. */
    @Override
    public void close(Connection same, String unparsed, Statement statement) throws SQLException {
        String sql = statement instanceof PreparedStatement prepared ? inUse.remove(prepared) : null;
        if (sql == null || idle.containsKey(sql) || statement.isClosed()) {
            statement.close();
            return;
        }
        PreparedStatement prepared = (PreparedStatement) statement;
        prepared.clearBatch();
        prepared.clearParameters();
        idle.put(sql, prepared);
        if (idle.size() > MAX) {
            Map.Entry<String, PreparedStatement> oldest = idle.entrySet().iterator().next();
            idle.remove(oldest.getKey());
            oldest.getValue().close();
        }
    }

    @Override
    public void close(Connection same) {
        // Closing the connection ends its statements.
    }
}
