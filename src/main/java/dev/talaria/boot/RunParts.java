package dev.talaria.boot;

import dev.talaria.access.ApiKey;
import dev.talaria.access.ApiKeys;
import dev.talaria.agent.InterruptedRuns;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.RunTakeover;
import dev.talaria.cluster.LeaseStore;
import dev.talaria.cluster.ServerLease;
import dev.talaria.cluster.ServerName;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.Cancellation;
import dev.talaria.response.BackgroundEnds;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.stored.OrphanedRuns;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunJournal;
import dev.talaria.run.stored.RunStore;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Runs, live and stored, and what becomes of them when servers come and go. */
final class RunParts {
    private static final System.Logger LOG = System.getLogger(RunParts.class.getName());
    /** How long cancelled runs get to save what was said and to tell their readers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** @param thread stores events; {@code callbacks} do what follows */
    record Journalling(ScheduledExecutorService thread, Executor callbacks) {
    }

    final RunRegistry registry = new RunRegistry();
    final RunArchive archive;
    private final ServerLease lease;
    private final OrphanedRuns left;
    private final AtomicBoolean looking = new AtomicBoolean();

    RunParts(TalariaConfig config, Database database, GroupCommit commits, ExecutorService readers, ScheduledExecutorService timer,
             Journalling journalling, Clock clock, Closing closing) {
        Duration length = config.runs().serverLease();
        lease = closing.add(database.shared()
                ? ServerLease.take(new LeaseStore(database), commits, ServerName.of(config.server().home()), length, timer)
                : ServerLease.alone(ServerName.passing(), length));
        RunStore store = new RunStore(database, lease.server());
        left = new OrphanedRuns(store, commits);
        RunJournal journal = new RunJournal(store, commits, journalling.thread(), readers, journalling.callbacks());
        archive = new RunArchive(registry, store, journal, commits, clock, config.runs().retention());
        closing.add(() -> {
            registry.cancelAll(Cancellation.Reason.SHUTDOWN);
            registry.ended().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    /**
     * Takes up what servers have left, this one's last life included, and goes on to while it is open. Blocks until the first is done.
     *
     * @param open whether this server still takes work on
     */
    void takeOver(RunStarter agent, ApiKeys keys, Core core, BooleanSupplier open, Clock clock) {
        RunTakeover takeover = new RunTakeover(agent, left, archive, new InterruptedRuns(archive, core.transcripts, clock), lease,
                (tenant, name) -> keys.named(tenant, name).map(ApiKey::caller),
                Map.of(BackgroundEnds.SOURCE, new BackgroundEnds(core.responses, core.nodes, clock)));
        takeover.atStart(mayTakeOthers(core.database));
        long pause = lease.length().toNanos() / 2;
        core.timer.scheduleWithFixedDelay(() -> {
            if (open.getAsBoolean()) {
                look(takeover, core.database, core.readers);
            }
        }, pause, pause, TimeUnit.NANOSECONDS);
    }

    /** Others could not renew their leases either while the database was away, and get the time to. */
    private boolean mayTakeOthers(Database database) {
        return !database.shared() || !database.condition().isBackForLessThan(lease.length());
    }

    /** A server that stood still for longer than its lease has runs that others have taken up, and must not go on with them. */
    private void letGo() {
        long lost = left.lost(registry.durable()).stream().filter(run -> run.cancellation().cancel(Cancellation.Reason.UNRECORDED)).count();
        if (lost > 0) {
            LOG.log(System.Logger.Level.WARNING, lost + " runs were taken over by other servers while this one was silent");
        }
    }

    /** One at a time: two would both take up what the first has just made this server's. */
    private void look(RunTakeover takeover, Database database, ExecutorService threads) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    if (database.shared()) {
                        letGo();
                    }
                    takeover.ofItsOwn(registry::isLive);
                    if (mayTakeOthers(database)) {
                        takeover.ofOthers();
                    }
                } catch (RuntimeException e) {
                    LOG.log(GroupCommit.level(e), "What other servers may have left could not be looked for", e);
                } finally {
                    looking.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            looking.set(false);
            LOG.log(System.Logger.Level.DEBUG, "No thread to look for what other servers left; it is tried again");
        }
    }
}
