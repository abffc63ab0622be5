package dev.talaria.store;

import java.sql.SQLException;

/** What both databases report about rows, each in its own way. */
public final class Rows {
    private Rows() {
    }

    /** Returns whether a write failed because a row with that key exists. */
    public static boolean isDuplicate(Throwable failure) {
        return DatabaseFault.cause(failure, SQLException.class).filter(DatabaseFault::isDuplicate).isPresent();
    }
}
