package dev.talaria.store.sqlite;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Says once in the log that the file cannot be used, and why, and once that it can be again. Safe for many threads. */
final class FileCondition {
    private static final System.Logger LOG = System.getLogger(FileCondition.class.getName());
    private static final String KEPT_ASIDE = " Stop the server, keep the file aside together with its -wal and -shm, and put a backup in"
            + " its place";

    private enum State {
        WORKING, FULL, READ_ONLY, FAILING, DAMAGED
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

    /** A transaction or a query has failed. What is no fault of the file is passed over. */
    void failed(Throwable failure) {
        SqliteFault.in(failure).ifPresent(fault -> failed(fault, words(failure)));
    }

    private void failed(SqliteFault fault, String words) {
        switch (fault) {
            case DAMAGED -> enter(State.DAMAGED, System.Logger.Level.ERROR, damaged(file, words));
            case FULL -> enter(State.FULL, System.Logger.Level.WARNING, "The disk of the database " + file + " is full. Writes are refused"
                    + " until there is space");
            case READ_ONLY -> enter(State.READ_ONLY, System.Logger.Level.WARNING, "The database " + file + " cannot be written: " + words);
            case FAILING -> enter(State.FAILING, System.Logger.Level.WARNING, "The database " + file + " fails: " + words);
            case CONSTRAINT, STATEMENT, TIMEOUT -> { }
            default -> throw new IllegalStateException(fault.name());
        }
    }

    /** A transaction is on the disk. What is damaged stays so. */
    void stored() {
        State before = state.get();
        if (before != State.WORKING && before != State.DAMAGED && state.compareAndSet(before, State.WORKING)) {
            LOG.log(System.Logger.Level.INFO, "The database " + file + " is written again");
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
