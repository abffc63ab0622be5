package dev.talaria.store;

import java.sql.SQLException;

/** What both databases say of rows, each in its own way. */
public final class Rows {
    private Rows() {
    }

    /** Whether a write failed because there is a row of that key already. */
    public static boolean isDuplicate(Throwable failure) {
        return DatabaseFault.cause(failure, SQLException.class).filter(DatabaseFault::isDuplicate).isPresent();
    }
}
