package dev.talaria.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks the database twice a second while the server runs, so that an outage and a recovery are noticed within three. One check at a time:
 * a check that hangs counts as an outage. Safe for many threads.
 */
public final class DatabaseWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatabaseWatch.class.getName());
    static final Duration PACE = Duration.ofMillis(500);
    /** Counts ticks, not time: a suspended process has not waited. */
    private static final int MAX_TICKS = 3;

    /** A check in progress. */
    private static final class Look {
        private int ticks;
    }

    private final Database database;
    private final GroupCommit commits;
    private final DatabaseProbe probe;
    private final ScheduledExecutorService threads;
    private final AtomicReference<Look> looking = new AtomicReference<>();
    private ScheduledFuture<?> ticks;

    private DatabaseWatch(Database database, GroupCommit commits, ScheduledExecutorService threads) {
        this.database = Objects.requireNonNull(database);
        this.commits = Objects.requireNonNull(commits);
        this.probe = database.probe();
        this.threads = Objects.requireNonNull(threads);
    }

    /** @param threads two threads, one for a check that may hang; the caller closes it, before this */
    public static DatabaseWatch start(Database database, GroupCommit commits, ScheduledExecutorService threads) {
        DatabaseWatch watch = new DatabaseWatch(database, commits, threads);
        watch.ticks = threads.scheduleWithFixedDelay(watch::tick, 0, PACE.toNanos(), TimeUnit.NANOSECONDS);
        database.condition().onSuspicion(watch::look);
        return watch;
    }

    /** Never blocks. */
    void tick() {
        try {
            commits.expire();
            Look under = looking.get();
            if (under == null) {
                look();
            } else if (++under.ticks >= MAX_TICKS) {
                database.condition().unreachable("it has not answered within " + PACE.multipliedBy(MAX_TICKS).toMillis() + " ms");
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The database cannot be watched", e);
        }
    }

    private void look() {
        Look next = new Look();
        if (looking.compareAndSet(null, next)) {
            try {
                threads.execute(this::ask);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "The database is no longer watched because the server is stopping", e);
            }
        }
    }

    private void ask() {
        DatabaseCondition condition = database.condition();
        try {
            probe.ask();
            condition.answers();
            if (condition.state() == DatabaseCondition.State.NOT_STORING || database.isShortOfSpace()) {
                commits.submit(database.writing().trial());
            }
        } catch (SQLException | RuntimeException e) {
            condition.unreachable(DatabaseFault.words(e));
        } finally {
            looking.set(null);
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
        database.condition().onSuspicion(() -> { });
    }
}
