package dev.talaria.store;

import dev.talaria.store.sqlite.SqliteFile;
import org.jdbi.v3.core.Handle;

/** The one connection that writes. A failed commit has committed nothing: there is no network that could lose its reply. */
final class SqliteConnections implements WriterConnections {
    private final SqliteFile file;

    SqliteConnections(SqliteFile file) {
        this.file = file;
    }

    @Override
    public Handle take() {
        return file.takeWriter();
    }

    @Override
    public void discard(Handle handle) {
        file.discardWriter();
    }

    @Override
    public void giveBack(Handle handle) {
        file.giveBackWriter();
    }

    @Override
    public TransactionName name(Handle handle) {
        return null;
    }

    @Override
    public void end(Handle handle, TransactionName lost) {
        // No other process holds locks.
    }

    @Override
    public TransactionName.Outcome outcome(TransactionName lost) {
        return TransactionName.Outcome.ROLLED_BACK;
    }

    /** Setting a number in the file's header always writes it, whatever it was. */
    @Override
    public Write trial() {
        return handle -> handle.execute("PRAGMA user_version = "
                + handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one());
    }
}
