package dev.talaria.store.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The meaning of an SQLite error. The driver reports no standard SQL states, only SQLite's own codes. */
public enum SqliteFault {
    /** A row violates a constraint. The transaction stands, without that statement. */
    CONSTRAINT,
    /** The statement or a bound value is wrong. The transaction stands. */
    STATEMENT,
    /** The statement was interrupted after its time limit, or waited too long for a lock. */
    TIMEOUT,
    /** The disk is full. */
    FULL,
    /** The file is read-only. */
    READ_ONLY,
    /** An I/O error, or out of memory. */
    FAILING,
    /** The file is not a database, or a damaged one. */
    DAMAGED;

    private static final int PRIMARY = 0xff;
    private static final int MAX_CAUSES = 16;

    /** Returns the fault; empty if the failure is not SQLite's. */
    public static Optional<SqliteFault> of(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return Optional.empty();
        }
        return Optional.of(switch (primary(sqlite.getResultCode())) {
            case SQLITE_CONSTRAINT -> CONSTRAINT;
            case SQLITE_INTERRUPT, SQLITE_BUSY, SQLITE_LOCKED -> TIMEOUT;
            case SQLITE_FULL -> FULL;
            case SQLITE_READONLY, SQLITE_PERM -> READ_ONLY;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> DAMAGED;
            case SQLITE_ERROR, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_SCHEMA -> STATEMENT;
            default -> FAILING;
        });
    }

    /** Returns the fault of the failure or of one of its causes. */
    public static Optional<SqliteFault> in(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLiteException sqlite) {
                return of(sqlite);
            }
        }
        return Optional.empty();
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & PRIMARY);
    }

    /** Returns whether the disk is at fault, or the file on it. */
    boolean isOfStorage() {
        return this == FULL || this == READ_ONLY || this == FAILING || this == DAMAGED;
    }

    /** Returns whether the transaction and its connection are unchanged by the failed statement. If not, only a new connection is safe. */
    public boolean leavesTransaction() {
        return this == CONSTRAINT || this == STATEMENT;
    }
}
