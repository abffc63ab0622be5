package dev.talaria.store;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.store.sqlite.SqliteFault;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;

/** Classifies a failure of the database: an outage, a lost race, or a wrong statement. */
final class DatabaseFault {
    /** What happens to the transaction, and what to do next. */
    enum Kind {
        /** A statement that was its caller's fault; the statements before it stand. */
        REFUSED,
        /** As {@link #REFUSED}, but caused by another writer, so that a retry may succeed at once. */
        CONFLICT,
        /** A statement that timed out; the statements before it stand. */
        LATE,
        /** A statement that timed out and took the transaction with it: discard the connection. */
        LATE_AND_LOST,
        /** The database cannot store at the moment; discard the connection. */
        STORAGE,
        /** The connection is lost, or none could be had. */
        UNREACHABLE;

        boolean losesTransaction() {
            return this == LATE_AND_LOST || this == STORAGE || this == UNREACHABLE;
        }
    }

    /** As the cause of {@code database_unavailable}: it is unknown whether the write was committed. */
    private static final class OutcomeUnknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OutcomeUnknown(Throwable cause) {
            super(cause);
        }
    }

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** Constraint names of this project, which are safe to log. */
    private static final Pattern RULE = Pattern.compile("constraint \"[a-z_0-9]{1,63}\"");
    /** PostgreSQL: disk full, I/O error, a standby that only reads. */
    private static final Set<String> STORAGE = Set.of("53100", "58030", "25006");

    private DatabaseFault() {
    }

    static Kind kind(Throwable failure) {
        Optional<SQLException> sql = cause(failure, SQLException.class);
        if (sql.isEmpty()) {
            return failure instanceof ConnectionException ? Kind.UNREACHABLE : Kind.REFUSED;
        }
        SQLException fault = sql.get();
        Optional<SqliteFault> sqlite = SqliteFault.in(failure);
        if (sqlite.isPresent()) {
            return sqliteKind(sqlite.get());
        }
        if (STORAGE.contains(fault.getSQLState() == null ? "" : fault.getSQLState())) {
            return Kind.STORAGE;
        }
        if (isTimeout(fault)) {
            return Kind.LATE;
        }
        if (failure instanceof ConnectionException || isGone(fault)) {
            return Kind.UNREACHABLE;
        }
        return isConflict(fault) ? Kind.CONFLICT : Kind.REFUSED;
    }

    /** There is no other writer to conflict with. */
    private static Kind sqliteKind(SqliteFault fault) {
        return switch (fault) {
            case CONSTRAINT, STATEMENT -> Kind.REFUSED;
            case TIMEOUT -> Kind.LATE_AND_LOST;
            case FULL, READ_ONLY, FAILING, DAMAGED -> Kind.STORAGE;
        };
    }

    /** Returns the failure as callers may see it: {@code database_unavailable} if a later retry can help, else unchanged. */
    static RuntimeException translate(RuntimeException thrown) {
        if (thrown instanceof ApiException) {
            return thrown;
        }
        RuntimeException failure = withoutValues(thrown);
        return switch (kind(failure)) {
            case LATE, LATE_AND_LOST -> unavailable("The database did not answer in time", failure);
            case STORAGE -> unavailable(SqliteFault.in(failure).flatMap(DatabaseFault::fileFault)
                    .orElse("The database does not accept writes at the moment"), failure);
            case UNREACHABLE -> unavailable("The database cannot be reached", failure);
            case REFUSED, CONFLICT -> failure;
        };
    }

    private static Optional<String> fileFault(SqliteFault fault) {
        return switch (fault) {
            case FULL -> Optional.of("The disk of the database is full");
            case READ_ONLY -> Optional.of("The database cannot be written at the moment");
            case FAILING -> Optional.of("The disk or the memory of the database has failed");
            case DAMAGED -> Optional.of("The database file is damaged");
            case TIMEOUT, CONSTRAINT, STATEMENT -> Optional.empty();
        };
    }

    /**
     * Removes values: PostgreSQL quotes the row or value that it refuses, and its driver quotes what is bound to a batch, that is people's
     * text and keys, which must not reach a log. The stack, the SQL state and the broken constraint remain.
     */
    private static RuntimeException withoutValues(RuntimeException failure) {
        Optional<SQLException> sql = cause(failure, SQLException.class);
        String state = sql.map(SQLException::getSQLState).orElse(null);
        boolean quotes = state != null && (state.startsWith("22") || state.startsWith("23") || sql.get() instanceof BatchUpdateException);
        if (!quotes) {
            return failure;
        }
        SQLException plain = new SQLException("SQLState " + state + rule(sql.get()), state);
        RuntimeException told = new IllegalStateException("The database refused a statement", plain);
        told.setStackTrace(failure.getStackTrace());
        return told;
    }

    private static String rule(SQLException refused) {
        Matcher named = RULE.matcher(String.valueOf(refused.getMessage()));
        return named.find() ? ": " + named.group() : "";
    }

    /** As {@link #translate}, worded for the operator who starts the server. */
    static RuntimeException atStart(RuntimeException failure) {
        Optional<SQLException> sql = cause(failure, SQLException.class);
        if (sql.map(SQLException::getSQLState).filter(state -> state.startsWith("28")).isPresent()) {
            return unavailable("The database rejects this user or password", failure);
        }
        if (sql.map(SQLException::getSQLState).filter(state -> state.equals("3D000")).isPresent()) {
            return unavailable("The database server has no database of this name", failure);
        }
        return translate(failure);
    }

    /** Returns whether opening the database may succeed later without a change of the settings: the failure then carries a retry time. */
    static boolean mayComeLater(Throwable failure) {
        return cause(failure, ApiException.class).filter(known -> known.code() == ErrorCode.DATABASE_UNAVAILABLE)
                .filter(known -> known.problem().retryAfter() != null).isPresent();
    }

    static ApiException unavailable(String message, Throwable cause) {
        return ErrorCode.DATABASE_UNAVAILABLE.because(message, cause).withRetryAfter(RETRY_AFTER);
    }

    static ApiException unknown(Throwable cause) {
        return unavailable("The connection to the database was lost during a commit; whether it succeeded is not known yet",
                new OutcomeUnknown(cause));
    }

    /** Callers' input cannot break the other constraints of SQLite's tables. */
    static boolean isDuplicate(SQLException e) {
        return "23505".equals(e.getSQLState()) || SqliteFault.of(e).filter(fault -> fault == SqliteFault.CONSTRAINT).isPresent();
    }

    static boolean isUnknown(Throwable failure) {
        return cause(failure, OutcomeUnknown.class).isPresent();
    }

    static boolean isUnavailable(Throwable failure) {
        return cause(failure, ApiException.class).filter(api -> api.code() == ErrorCode.DATABASE_UNAVAILABLE).isPresent();
    }

    /** Returns the level at which to log a failure: an outage is logged once, by the database's condition. */
    static System.Logger.Level level(Throwable failure) {
        return isUnavailable(failure) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
    }

    /** Returns the most telling cause on one line, for the log. */
    static String words(Throwable failure) {
        Throwable deepest = failure;
        for (int depth = 0; deepest.getCause() != null && depth < 16; depth++) {
            deepest = deepest.getCause();
        }
        String own = cause(failure, SQLException.class).map(Throwable::getMessage).orElse(failure.getMessage());
        return deepest.getMessage() == null || deepest.getMessage().equals(own) ? own : own + " (" + deepest.getMessage() + ")";
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

    /** Returns whether a retry of the same write may succeed: it conflicted with another writer. */
    private static boolean isConflict(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.equals("23505") || state.startsWith("40");
    }

    private static boolean isTimeout(SQLException e) {
        return e instanceof SQLTimeoutException || "57014".equals(e.getSQLState());
    }

    private static boolean isGone(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return e instanceof SQLTransientConnectionException || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException || state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
    }
}
