package dev.talaria.memory.outbox;

import dev.talaria.metric.Meters;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an outbox needs; the creator closes it after the outbox.
 *
 * @param threads runs blocking deliveries; at least as many as {@link Outbox.Bounds#parallel}
 * @param timer   must run nothing that blocks
 * @param meters  count the deliveries
 */
public record OutboxParts(Database database, GroupCommit commits, Clock clock, Executor threads, ScheduledExecutorService timer,
                          Meters meters) {
    public OutboxParts {
        Objects.requireNonNull(database);
        Objects.requireNonNull(commits);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(threads);
        Objects.requireNonNull(timer);
        Objects.requireNonNull(meters);
    }

    /** Parts without meters. */
    public OutboxParts(Database database, GroupCommit commits, Clock clock, Executor threads, ScheduledExecutorService timer) {
        this(database, commits, clock, threads, timer, Meters.NONE);
    }
}
