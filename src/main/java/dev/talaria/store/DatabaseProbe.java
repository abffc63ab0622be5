package dev.talaria.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Asks the database a cheap question to see whether it answers. Used by one thread at a time. */
final class DatabaseProbe implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatabaseProbe.class.getName());

    /** For a file, whose state only a write can show. */
    static final DatabaseProbe NONE = new DatabaseProbe(null, false);

    private final DataSource source;
    private final boolean keeps;
    private Connection kept;

    /**
     * @param source should time out quickly
     * @param keeps  whether its connections are shared with no one else, so that one can be kept for all probes
     */
    DatabaseProbe(DataSource source, boolean keeps) {
        this.source = source;
        this.keeps = keeps;
    }

    /** Returns if the database answers. A kept connection may have been lost for its own reason, so a second one is tried. */
    void ask() throws SQLException {
        if (source == null) {
            return;
        }
        if (!keeps) {
            try (Connection connection = source.getConnection()) {
                ask(connection);
            }
            return;
        }
        if (kept != null) {
            try {
                ask(kept);
                return;
            } catch (SQLException e) {
                drop();
            }
        }
        kept = source.getConnection();
        try {
            ask(kept);
        } catch (SQLException e) {
            drop();
            throw e;
        }
    }

    private static void ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    private void drop() {
        try {
            if (kept != null) {
                kept.close();
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A lost connection did not close cleanly", e);
        } finally {
            kept = null;
        }
    }

    @Override
    public void close() {
        drop();
    }
}
