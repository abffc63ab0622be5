package dev.talaria.store;

import org.jdbi.v3.core.Handle;

/**
 * The connections that {@link GroupCommit} works with, one at a time, and what can be learnt of a transaction whose connection was lost.
 * For the writer's thread alone.
 */
interface WriterConnections {
    /** Waits some seconds for one; failures come as they are. To be given back. */
    Handle take();

    /** Takes a connection out of use whose transaction is gone, before it is given back: nobody gets it again. */
    void discard(Handle handle);

    /** Never throws. */
    void giveBack(Handle handle);

    /** Asked within a transaction, for {@link #outcome}; null where a commit that fails has left nothing. */
    TransactionName name(Handle handle);

    /** Outside a transaction: has the database let go of one whose connection was lost, in case it has not noticed. */
    void end(Handle handle, TransactionName lost);

    /** What became of a transaction whose connection was lost. */
    TransactionName.Outcome outcome(TransactionName lost);

    /** A write that changes nothing, and fails where the database cannot store. */
    Write trial();
}
