package dev.talaria.run.stored;

import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Deletes what is past its time, from time to time and in slices, so that no turn waits long for it. Safe for many threads. */
public final class RunRetention {
    private static final System.Logger LOG = System.getLogger(RunRetention.class.getName());
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int SLICE = 200;
    /** What a sweep leaves over the next one finds. */
    private static final int MOST_SLICES = 100;

    private final ExpiryStore store;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration named;

    /** @param named how long it is remembered that there was such a run, after its events have gone */
    public RunRetention(Database database, GroupCommit commits, Clock clock, Duration named) {
        this.store = new ExpiryStore(database);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.named = Objects.requireNonNull(named);
    }

    /** @param threads on which a sweep may block */
    public void start(ScheduledExecutorService timer, Executor threads) {
        timer.scheduleWithFixedDelay(() -> {
            try {
                threads.execute(this::sweep);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "No thread for a sweep; the next one makes up for it");
            }
        }, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    /** Blocks until nothing is due any more, or a bound is reached. */
    void sweep() {
        try {
            Instant now = clock.instant();
            for (int i = 0; i < MOST_SLICES; i++) {
                List<ExpiryStore.Due> due = store.due(now, SLICE);
                Write slice = store.expire(due, now.plus(named)).and(store.expireKeys(now, SLICE));
                commits.submit(slice).join();
                if (due.size() < SLICE) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "What is past its time could not be deleted", e);
        }
    }
}
