package dev.talaria.store.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Gives a new connection each time. Safe for many threads. */
final class ConnectionSource extends SQLiteDataSource {
    /** The pool waits as long for a connection that is being opened when it closes. */
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
