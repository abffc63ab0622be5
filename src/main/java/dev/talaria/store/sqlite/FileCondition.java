package dev.talaria.store.sqlite;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Says once in the log that the file is damaged, or that it cannot be read, and once that it can be again. That nothing can be written is
 * for those to say who know what waits to be. Safe for many threads.
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

    /** What an operator needs to know of a damaged database. */
    static String damaged(Path file, String found) {
        return "The database " + file + " is damaged: " + found + "." + KEPT_ASIDE;
    }

    /** A transaction has failed. */
    void writeFailed(Throwable failure) {
        if (SqliteFault.in(failure).filter(fault -> fault == SqliteFault.DAMAGED).isPresent()) {
            enter(State.DAMAGED, System.Logger.Level.ERROR, damaged(file, words(failure)));
        }
    }

    /** A query has failed. What is no fault of the file is passed over. */
    void readFailed(Throwable failure) {
        writeFailed(failure);
        if (SqliteFault.in(failure).filter(SqliteFault::isOfStorage).isPresent()) {
            enter(State.UNREADABLE, System.Logger.Level.WARNING, "The database " + file + " cannot be read: " + words(failure));
        }
    }

    /** A query has its answer. What is damaged stays so. */
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

    /** SQLite's words of its own errors, which name tables and columns at the most. */
    private static String words(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 16; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
