package dev.talaria.store;

import dev.talaria.store.sqlite.SqliteFile;
import org.jdbi.v3.core.Handle;

/** The one connection that writes. What fails while it commits is not committed: nothing lies between the two that could be lost. */
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
        // There is nobody who could hold on to it.
    }

    @Override
    public TransactionName.Outcome outcome(TransactionName lost) {
        return TransactionName.Outcome.ROLLED_BACK;
    }

    /** Setting a number of the file's head writes it, whatever it was. */
    @Override
    public Write trial() {
        return handle -> handle.execute("PRAGMA user_version = "
                + handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one());
    }
}
