package dev.talaria.store.sqlite;

import dev.talaria.resilience.CircuitBreaker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the log and the file small, off the commit path: checkpoints the log, returns free pages to the disk, and lets SQLite update its
 * statistics. Most of a checkpoint runs beside the writer; only the last pages need its turn. For one thread at a time.
 */
final class Upkeep implements AutoCloseable {
    /** At this size the writer checkpoints the log itself, because nothing else has done so. */
    static final int OVERDUE_LOG_PAGES = 16_384;
    /** The log file is truncated to this size after a checkpoint. */
    static final long LOG_BYTES_KEPT = 16L << 20;
    private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final long LOG_PAGES_DUE = 1_000;
    private static final long LOG_PAGES_IN_TURN = 4_096;
    private static final int ROUNDS_BETWEEN_COPIES = 60;
    /** Erased data stays readable in the log until it is emptied or overwritten. */
    private static final int ROUNDS_BETWEEN_EMPTYING = 60;
    private static final int ROUNDS_BETWEEN_TRIES = 5;
    private static final int ROUNDS_BETWEEN_OPTIMIZE = 3_600;
    private static final long MAX_LOG_PAGES = 65_536;
    private static final long PATIENCE_MILLIS = 50;
    private static final long FREE_PAGES_KEPT = 1_024;
    private static final int MIN_PAGES = 16;
    private static final int MAX_PAGES = 2_048;
    /** How long returning pages may occupy the writer at a time and in a round, and how long the writer is free in between. */
    private static final long SLICE_NANOS = 2_000_000;
    private static final long ROUND_NANOS = 400_000_000;
    private static final int OTHERS = 2;

    private final SqliteWriter.Opener opener;
    private final SqliteWriter writer;
    private final FileCondition condition;
    private final CircuitBreaker breaker = CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG,
            "The maintenance of the database fails, and its log may grow", "The maintenance of the database works again"));
    private SqliteConnection beside;
    private int rounds;
    private int emptied;
    private int pages = MIN_PAGES;
    private volatile boolean closing;
    private boolean closed;

    /** @param opener opens a connection of its own */
    Upkeep(SqliteWriter.Opener opener, SqliteWriter writer, FileCondition condition) {
        this.opener = opener;
        this.writer = writer;
        this.condition = condition;
    }

    /** The log's pages since its restart, and how many of them are copied into the file. */
    private record Log(long pages, long copied) {
        long left() {
            return pages - copied;
        }
    }

    /** Returns why the file cannot be written, if that prevented the work. */
    synchronized Optional<Throwable> run() {
        if (closed) {
            return Optional.empty();
        }
        rounds++;
        try {
            if (beside == null) {
                beside = opener.open();
            }
            copyLog();
            giveBack();
            if (rounds - emptied >= ROUNDS_BETWEEN_EMPTYING && rounds % ROUNDS_BETWEEN_TRIES == 0) {
                writer.inTurn(this::emptyLog);
            }
            if (rounds % ROUNDS_BETWEEN_OPTIMIZE == 0) {
                writer.inTurn(connection -> connection.pragma("optimize"));
            }
            breaker.succeeded();
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            condition.writeFailed(e);
            discard();
            if (SqliteFault.in(e).filter(SqliteFault::isOfStorage).isPresent()) {
                return Optional.of(e);
            }
            breaker.failed(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void copyLog() throws SQLException {
        long due = rounds % ROUNDS_BETWEEN_COPIES == 0 ? 1 : LOG_PAGES_DUE;
        Log log = checkpoint(beside, "NOOP");
        if (log.left() >= due) {
            log = checkpoint(beside, "PASSIVE");
        }
        if (log.pages() > LOG_PAGES_IN_TURN && log.left() > 0) {
            long patience = patience(log.pages());
            writer.inTurn(connection -> beginAnew(connection, patience));
        }
    }

    /**
     * Checkpoints the rest of the log in the writer's turn, so that the next commit restarts it. Waits for the log's readers: otherwise
     * overlapping queries would let it grow without bound. A longer log is worth a longer wait, which the longest query bounds.
     */
    private static void beginAnew(SqliteConnection connection, long patience) throws SQLException {
        connection.pragma("busy_timeout=" + patience);
        checkpoint(connection, "RESTART");
        connection.pragma("busy_timeout=" + SqliteFile.BUSY.toMillis());
    }

    private static long patience(long pages) {
        if (pages < OVERDUE_LOG_PAGES) {
            return PATIENCE_MILLIS;
        }
        return pages < MAX_LOG_PAGES ? PATIENCE_MILLIS * 10 : SqliteFile.BUSY.toMillis() + PATIENCE_MILLIS * 10;
    }

    /** Skipped while a query reads the log, because the writer must not wait for it; retried soon. */
    private void emptyLog(SqliteConnection connection) throws SQLException {
        connection.pragma("busy_timeout=0");
        if (connection.number("wal_checkpoint(TRUNCATE)") == 0) {
            emptied = rounds;
        }
        connection.pragma("busy_timeout=" + SqliteFile.BUSY.toMillis());
    }

    private static Log checkpoint(SqliteConnection connection, String mode) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            return rows.next() ? new Log(rows.getLong(2), rows.getLong(3)) : new Log(0, 0);
        }
    }

    /** Returns free pages to the disk, except some for reuse, in slices so small that waiting commits do not notice. */
    private void giveBack() throws SQLException {
        long begun = System.nanoTime();
        while (!closing && muchIsFree() && System.nanoTime() - begun < ROUND_NANOS) {
            long took = giveBackSlice();
            pages = (int) Math.max(MIN_PAGES, Math.min(Math.min(MAX_PAGES, pages * 2L), pages * SLICE_NANOS / Math.max(1, took)));
            LockSupport.parkNanos(took * OTHERS);
        }
    }

    private boolean muchIsFree() throws SQLException {
        long free = beside.number("freelist_count");
        return free > FREE_PAGES_KEPT && free > beside.number("page_count") / 8;
    }

    /** Returns how long the slice occupied the writer. */
    private long giveBackSlice() throws SQLException {
        long[] took = new long[1];
        writer.inTurn(connection -> {
            long start = System.nanoTime();
            connection.pragma("incremental_vacuum(" + pages + ")");
            took[0] = System.nanoTime() - start;
        });
        return took[0];
    }

    private void discard() {
        SqliteConnection broken = beside;
        beside = null;
        if (broken != null) {
            broken.closeQuietly();
        }
    }

    @Override
    public void close() {
        closing = true;
        closeBetweenRounds();
    }

    private synchronized void closeBetweenRounds() {
        closed = true;
        discard();
    }
}
