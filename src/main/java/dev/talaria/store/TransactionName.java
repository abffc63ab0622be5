package dev.talaria.store;

/**
 * By what a database knows a transaction afterwards.
 *
 * @param id      the transaction's own
 * @param backend the process that carries it out
 */
record TransactionName(String id, int backend) {
    /** What became of a transaction. */
    enum Outcome {
        COMMITTED, ROLLED_BACK, UNDER_WAY, UNKNOWN
    }
}
