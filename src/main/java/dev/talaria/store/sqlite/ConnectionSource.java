package dev.talaria.store.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Opens a new connection on each call. Safe for many threads. */
final class ConnectionSource extends SQLiteDataSource {
    /** On closing, the pool waits this long for a connection that is being opened. */
    private static final int LOGIN_SECONDS = 5;

    private final SqliteWriter.Opener opener;

    ConnectionSource(SqliteWriter.Opener opener) {
        this.opener = opener;
    }

    @Override
    public SQLiteConnection getConnection(String user, String password) throws SQLException {
        return opener.open();
    }

    @Override
    public int getLoginTimeout() {
        return LOGIN_SECONDS;
    }
}
