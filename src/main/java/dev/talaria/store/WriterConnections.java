package dev.talaria.store;

import org.jdbi.v3.core.Handle;

/**
 * The connections of {@link GroupCommit}, one at a time, and the outcome of a transaction whose connection was lost. Only for the writer
 * thread.
 */
interface WriterConnections {
    /** Returns a connection after waiting some seconds at most; failures are not translated. The caller gives it back. */
    Handle take();

    /** Marks a connection, whose transaction is lost, as unusable before it is given back. */
    void discard(Handle handle);

    /** Returns the connection. Never throws. */
    void giveBack(Handle handle);

    /** Names the current transaction for {@link #outcome}; null if a failed commit is known to have left nothing. */
    TransactionName name(Handle handle);

    /** Makes the database end a transaction whose connection was lost, in case it has not noticed. Call it outside a transaction. */
    void end(Handle handle, TransactionName lost);

    /** Returns the outcome of a transaction whose connection was lost. */
    TransactionName.Outcome outcome(TransactionName lost);

    /** Returns a write that changes nothing, and fails if the database cannot store. */
    Write trial();
}
