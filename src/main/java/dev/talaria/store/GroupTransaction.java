package dev.talaria.store;

import dev.talaria.store.sql.RowGroups;
import dev.talaria.text.LogText;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionException;

/** Runs the writes of a group in one transaction and returns its result. Only for the writer thread. */
final class GroupTransaction {
    private static final System.Logger LOG = System.getLogger(GroupTransaction.class.getName());
    private static final int NONE = -1;

    /** The result of a transaction. */
    sealed interface Result {
    }

    /**
     * It is durable.
     *
     * @param refused the failures of writes that were rolled back alone, at their indexes; null at those of all others
     */
    record Committed(List<Throwable> refused) implements Result {
    }

    /** It was rolled back because of one write, or, with the place NONE, because of rows inserted for several. */
    record Spoilt(int place, Throwable failure) implements Result {
    }

    /**
     * It was lost with its connection, and not committed.
     *
     * @param place the write that was running; -1 for none
     */
    record Lost(int place, Throwable failure) implements Result {
    }

    /** The connection was lost during the commit. */
    record Unknown(TransactionName name, List<Throwable> refused, Throwable failure) implements Result {
    }

    private final WriterConnections connections;
    /** A transaction whose connection was lost and that the database may still consider active. */
    private TransactionName lost;

    GroupTransaction(WriterConnections connections) {
        this.connections = connections;
    }

    /** @param guarded whether each write has its own savepoint, so that a failing one costs no other */
    Result run(List<Write> writes, boolean guarded) {
        Handle handle;
        try {
            handle = connections.take();
        } catch (RuntimeException | Error e) {
            return new Lost(NONE, e);
        }
        Run run = new Run(handle, guarded);
        try {
            return run.all(writes);
        } catch (RuntimeException | Error e) {
            return run.lost(e);
        } finally {
            connections.giveBack(handle);
        }
    }

    /** One attempt. */
    private final class Run {
        private final Handle handle;
        private final boolean guarded;
        private TransactionName name;
        private int place = NONE;

        private Run(Handle handle, boolean guarded) {
            this.handle = handle;
            this.guarded = guarded;
        }

        private Result all(List<Write> writes) {
            endLost();
            handle.begin();
            name = connections.name(handle);
            if (!guarded && writes.size() > 1) {
                RowGroups.gather(handle);
            }
            List<Throwable> refused = new ArrayList<>(Collections.nCopies(writes.size(), null));
            for (place = 0; place < writes.size(); place++) {
                Savepoint before = guarded ? savepoint() : null;
                Throwable failure = apply(writes.get(place));
                if (failure == null) {
                    release(before);
                } else if (DatabaseFault.kind(failure).losesTransaction()) {
                    return lost(failure);
                } else if (before == null) {
                    handle.rollback();
                    return new Spoilt(place, failure);
                } else {
                    rollBackTo(before);
                    refused.set(place, failure);
                }
            }
            place = NONE;
            Throwable failure = apply(RowGroups::insert);
            if (failure == null) {
                return commit(refused);
            }
            if (DatabaseFault.kind(failure).losesTransaction()) {
                return lost(failure);
            }
            handle.rollback();
            return new Spoilt(NONE, failure);
        }

        /** Ends the lost transaction: a backend that waits for a vanished client holds its locks until it notices. */
        private void endLost() {
            if (lost != null) {
                connections.end(handle, lost);
                lost = null;
            }
        }

        /** Returns what the write threw, errors included: the writer thread must survive every write. */
        private Throwable apply(Write write) {
            try {
                write.apply(handle);
                return null;
            } catch (RuntimeException | Error e) {
                return e;
            }
        }

        private Result commit(List<Throwable> refused) {
            try {
                handle.commit();
            } catch (TransactionException e) {
                lost = name;
                connections.discard(handle);
                boolean unclear = DatabaseFault.kind(e) == DatabaseFault.Kind.UNREACHABLE;
                return unclear ? new Unknown(name, refused, e) : new Lost(NONE, e);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "An action after a commit failed", LogText.plain(e));
            }
            return new Committed(refused);
        }

        private Lost lost(Throwable failure) {
            lost = name;
            connections.discard(handle);
            return new Lost(place, failure);
        }

        private Savepoint savepoint() {
            try {
                return connection().setSavepoint();
            } catch (SQLException e) {
                throw new TransactionException(e);
            }
        }

        private void release(Savepoint savepoint) {
            try {
                if (savepoint != null) {
                    connection().releaseSavepoint(savepoint);
                }
            } catch (SQLException e) {
                throw new TransactionException(e);
            }
        }

        private void rollBackTo(Savepoint savepoint) {
            try {
                connection().rollback(savepoint);
            } catch (SQLException e) {
                throw new TransactionException(e);
            }
            release(savepoint);
        }

        private Connection connection() {
            return handle.getConnection();
        }
    }
}
