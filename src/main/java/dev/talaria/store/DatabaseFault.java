package dev.talaria.store;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.store.sqlite.SqliteFault;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** What a failure of the database means: is it gone, did it lose a race, or was the statement wrong. */
final class DatabaseFault {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private DatabaseFault() {
    }

    /** The failure as callers may see it: {@code database_unavailable} where trying again later can help, else unchanged. */
    static RuntimeException translate(RuntimeException failure) {
        if (failure instanceof ApiException) {
            return failure;
        }
        Optional<SQLException> sql = cause(failure, SQLException.class);
        Optional<String> file = SqliteFault.in(failure).flatMap(DatabaseFault::fileFault);
        if (file.isPresent()) {
            return unavailable(file.get(), failure);
        }
        if (sql.filter(DatabaseFault::isTimeout).isPresent()) {
            return unavailable("The database did not answer in time", failure);
        }
        boolean gone = failure instanceof ConnectionException || sql.filter(DatabaseFault::isGone).isPresent();
        return gone ? unavailable("The database cannot be reached", failure) : failure;
    }

    private static Optional<String> fileFault(SqliteFault fault) {
        return switch (fault) {
            case FULL -> Optional.of("The disk of the database is full");
            case READ_ONLY -> Optional.of("The database cannot be written at the moment");
            case FAILING -> Optional.of("The disk or the memory of the database fails");
            case DAMAGED -> Optional.of("The file of the database is damaged");
            case TIMEOUT, CONSTRAINT, STATEMENT -> Optional.empty();
        };
    }

    /** As {@link #translate}, in words for the operator who starts the server. */
    static RuntimeException atStart(RuntimeException failure) {
        Optional<SQLException> sql = cause(failure, SQLException.class);
        if (sql.map(SQLException::getSQLState).filter(state -> state.startsWith("28")).isPresent()) {
            return unavailable("The database refuses this user or password", failure);
        }
        return translate(failure);
    }

    static ApiException unavailable(String message, Throwable cause) {
        return ErrorCode.DATABASE_UNAVAILABLE.because(message, cause).withRetryAfter(RETRY_AFTER);
    }

    /** Whether the same write may succeed when it is tried once more: it met another writer. */
    static boolean isConflict(Throwable failure) {
        return cause(failure, SQLException.class).filter(DatabaseFault::isConflict).isPresent();
    }

    private static boolean isConflict(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.equals("23505") || state.startsWith("40")
                || SqliteFault.of(e).filter(fault -> fault == SqliteFault.CONSTRAINT).isPresent();
    }

    static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> kind) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 16; t = t.getCause(), depth++) {
            if (kind.isInstance(t)) {
                return Optional.of(kind.cast(t));
            }
        }
        return Optional.empty();
    }

    private static boolean isTimeout(SQLException e) {
        return e instanceof SQLTimeoutException || "57014".equals(e.getSQLState())
                || SqliteFault.of(e).filter(fault -> fault == SqliteFault.TIMEOUT).isPresent();
    }

    private static boolean isGone(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return e instanceof SQLTransientConnectionException || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException || state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")
                || SqliteFault.of(e).filter(fault -> !fault.leavesTransaction()).isPresent();
    }
}
