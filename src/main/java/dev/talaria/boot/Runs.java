package dev.talaria.boot;

import dev.talaria.access.ApiKey;
import dev.talaria.access.ApiKeys;
import dev.talaria.agent.Agents;
import dev.talaria.agent.InterruptedRuns;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.RunTakeover;
import dev.talaria.cluster.LeaseStore;
import dev.talaria.cluster.ServerLease;
import dev.talaria.cluster.ServerName;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.Cancellation;
import dev.talaria.heap.StreamLimit;
import dev.talaria.metric.Meters;
import dev.talaria.response.BackgroundEnds;
import dev.talaria.run.RunMeters;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.admission.Admission;
import dev.talaria.run.stored.OrphanedRuns;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunJournal;
import dev.talaria.run.stored.RunStore;
import dev.talaria.session.NodeStore;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Wires live and stored runs, admission, and the takeover of orphaned runs. */
final class Runs {
    private static final System.Logger LOG = System.getLogger(Runs.class.getName());
    /** How long cancelled runs may take to save their output and to notify their readers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** What counts runs, and whose runs they are. */
    record Observed(Meters meters, Agents agents) {
    }

    private final Accounts accounts;

    private final Stores stores;
    private final ScheduledExecutorService timer;
    private final ExecutorService readers;
    private final Clock clock;
    private final RunRegistry registry;
    private final RunArchive archive;
    private final Admission admission;
    private final Draining draining;
    private final ServerLease lease;
    private final OrphanedRuns left;
    private final AtomicBoolean looking = new AtomicBoolean();

    Runs(TalariaConfig config, Stores stores, Pools.Inner inner, ExecutorService readers, StreamLimit streams, Observed observed,
         Clock clock, Closing closing) {
        this.stores = stores;
        this.timer = inner.timer();
        this.readers = readers;
        this.clock = clock;
        registry = new RunRegistry(new RunMeters(observed.meters(), head -> observed.agents().serving(
                head.scope().agentOrEmpty(), head.model()))::follow);
        RunMeters.observe(observed.meters(), registry);
        Database database = stores.database();
        GroupCommit commits = stores.commits();
        Duration length = config.runs().serverLease();
        lease = closing.add(database.shared()
                ? ServerLease.take(new LeaseStore(database), commits, ServerName.of(config.server().home()), length, timer)
                : ServerLease.alone(ServerName.passing(), length));
        RunStore store = new RunStore(database, lease.server());
        left = new OrphanedRuns(store, commits);
        RunJournal journal = new RunJournal(store, commits, inner.journal(), readers, inner.callbacks());
        accounts = Accounts.open(config, stores, database.shared() ? lease.server() : "", observed.agents(), timer, clock,
                observed.meters());
        archive = new RunArchive(registry, store, journal, commits, clock, config.runs().retention(), accounts);
        admission = new Admission(new Admission.Limits(config.limits().maxConcurrentRuns(), config.limits().slotWait(),
                config.runs().maxQueued(), config.agent().turnTimeout()), streams, timer, observed.meters());
        draining = new Draining(registry, config.server().drainGrace(), timer);
        closing.add(() -> {
            registry.cancelAll(Cancellation.Reason.SHUTDOWN);
            registry.ended().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    RunRegistry registry() {
        return registry;
    }

    Accounts accounts() {
        return accounts;
    }

    RunArchive archive() {
        return archive;
    }

    Admission admission() {
        return admission;
    }

    Draining draining() {
        return draining;
    }

    /**
     * Takes over orphaned runs, this server's own from before a restart included, and repeats that while it is open. Blocks until the first
     * takeover is done.
     *
     * @param open whether this server accepts work
     */
    void takeOver(RunStarter starter, ApiKeys keys, BooleanSupplier open) {
        RunTakeover takeover = new RunTakeover(starter, left, archive, new InterruptedRuns(archive, stores.transcripts(), clock), lease,
                (tenant, name) -> keys.named(tenant, name).map(ApiKey::caller),
                Map.of(BackgroundEnds.SOURCE, new BackgroundEnds(stores.responses(), new NodeStore(), clock)));
        takeover.atStart(mayTakeOthers());
        long pause = lease.length().toNanos() / 2;
        timer.scheduleWithFixedDelay(() -> {
            if (open.getAsBoolean()) {
                look(takeover);
            }
        }, pause, pause, TimeUnit.NANOSECONDS);
    }

    /** After an outage the others get time to renew their leases, which they could not during it. */
    private boolean mayTakeOthers() {
        Database database = stores.database();
        return !database.shared() || !database.condition().isBackForLessThan(lease.length());
    }

    /** Cancels runs that others have taken over, because this server was suspended for longer than its lease. */
    private void letGo() {
        long lost = left.lost(registry.durable()).stream().filter(run -> run.cancellation().cancel(Cancellation.Reason.UNRECORDED)).count();
        if (lost > 0) {
            LOG.log(System.Logger.Level.WARNING, lost + " runs were taken over by other servers after this server's lease expired");
        }
    }

    /** One at a time: a second one would take over again what the first has just made this server's. */
    private void look(RunTakeover takeover) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            readers.execute(() -> {
                try {
                    if (stores.database().shared()) {
                        letGo();
                    }
                    takeover.ofItsOwn(registry::isLive);
                    if (mayTakeOthers()) {
                        takeover.ofOthers();
                    }
                } catch (RuntimeException e) {
                    LOG.log(GroupCommit.level(e), "The search for orphaned runs of other servers failed", e);
                } finally {
                    looking.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            looking.set(false);
            LOG.log(System.Logger.Level.DEBUG, "No thread is free to search for orphaned runs; the search will be retried");
        }
    }
}
