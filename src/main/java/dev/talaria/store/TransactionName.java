package dev.talaria.store;

/**
 * Identifies a transaction after its connection was lost.
 *
 * @param id      the transaction's id
 * @param backend the database process that executes it
 */
record TransactionName(String id, int backend) {
    /** The outcome of a transaction. */
    enum Outcome {
        COMMITTED, ROLLED_BACK, UNDER_WAY, UNKNOWN
    }
}
