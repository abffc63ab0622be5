package dev.talaria.store.sqlite;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Logs once that the file is damaged or unreadable, and once that it can be read again. A failed write is logged by the callers, who know
 * what is waiting. Safe for many threads.
 */
final class FileCondition {
    private static final System.Logger LOG = System.getLogger(FileCondition.class.getName());
    private static final String KEPT_ASIDE = " Stop the server, keep the file aside together with its -wal and -shm, and put a backup in"
            + " its place";

    private enum State {
        WORKING, UNREADABLE, DAMAGED
    }

    private final Path file;
    private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);

    FileCondition(Path file) {
        this.file = file;
    }

    /** Tells an operator how to proceed with a damaged database. */
    static String damaged(Path file, String found) {
        return "The database " + file + " is damaged: " + found + "." + KEPT_ASIDE;
    }

    /** Reports a failed transaction. */
    void writeFailed(Throwable failure) {
        if (SqliteFault.in(failure).filter(fault -> fault == SqliteFault.DAMAGED).isPresent()) {
            enter(State.DAMAGED, System.Logger.Level.ERROR, damaged(file, words(failure)));
        }
    }

    /** Reports a failed query; ignores failures that are not the file's. */
    void readFailed(Throwable failure) {
        writeFailed(failure);
        if (SqliteFault.in(failure).filter(SqliteFault::isOfStorage).isPresent()) {
            enter(State.UNREADABLE, System.Logger.Level.WARNING, "The database " + file + " cannot be read: " + words(failure));
        }
    }

    /** Reports a successful query. A damaged file stays damaged. */
    void read() {
        if (state.get() == State.UNREADABLE && state.compareAndSet(State.UNREADABLE, State.WORKING)) {
            LOG.log(System.Logger.Level.INFO, "The database " + file + " is read again");
        }
    }

    private void enter(State entered, System.Logger.Level level, String message) {
        State before = state.getAndUpdate(now -> now == State.DAMAGED ? now : entered);
        if (before != entered && before != State.DAMAGED) {
            LOG.log(level, message);
        }
    }

    /** Returns SQLite's message of its own errors, which at most names tables and columns. */
    private static String words(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 16; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
