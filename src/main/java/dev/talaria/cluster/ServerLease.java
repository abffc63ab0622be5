package dev.talaria.cluster;

import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Holds this server's lease, by which the other servers of the database know that it is alive, until it is closed. Safe for many threads.
 */
public final class ServerLease implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerLease.class.getName());
    /** How often a lease is renewed within its length. */
    private static final int RENEWALS = 3;
    private static final String UNTOLD = "This server cannot renew its lease; other servers may take over its runs";

    private final LeaseStore store;
    private final GroupCommit commits;
    private final ServerName name;
    private final Duration length;
    private final CircuitBreaker breaker =
            CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG, UNTOLD, "This server renews its lease again"));
    private ScheduledFuture<?> renewals;

    private ServerLease(LeaseStore store, GroupCommit commits, ServerName name, Duration length) {
        this.store = store;
        this.commits = commits;
        this.name = Objects.requireNonNull(name);
        this.length = Objects.requireNonNull(length);
    }

    /**
     * Takes the lease, and the name with it, which closing releases. Blocks until the lease is stored.
     *
     * @param length after which a server that has not renewed it counts as dead
     */
    public static ServerLease take(LeaseStore store, GroupCommit commits, ServerName name, Duration length,
                                   ScheduledExecutorService timer) {
        ServerLease lease = new ServerLease(store, commits, name, length);
        commits.commit(store.renew(lease.server(), length));
        long pause = length.toNanos() / RENEWALS;
        lease.renewals = timer.scheduleWithFixedDelay(lease::renew, pause, pause, TimeUnit.NANOSECONDS);
        return lease;
    }

    /** Returns a lease for the only possible server of a database. */
    public static ServerLease alone(ServerName name, Duration length) {
        return new ServerLease(null, null, name, length);
    }

    private void renew() {
        commits.submit(store.renew(server(), length)).whenComplete((done, fault) -> {
            if (fault == null) {
                breaker.succeeded();
            } else if (GroupCommit.isUnavailable(fault)) {
                LOG.log(System.Logger.Level.DEBUG, UNTOLD, fault);
            } else {
                breaker.failed(fault);
            }
        });
    }

    public String server() {
        return name.toString();
    }

    public Duration length() {
        return length;
    }

    /** Returns the other living servers; blocks for the database. */
    public Set<String> others() {
        Set<String> others = new HashSet<>(store == null ? Set.of() : store.living());
        others.remove(server());
        return others;
    }

    /** Ends the lease, so that others can take over this server's runs at once. Blocks for the database. */
    @Override
    public void close() {
        try (name) {
            if (store != null) {
                renewals.cancel(false);
                commits.commit(store.end(server()));
            }
        }
    }
}
