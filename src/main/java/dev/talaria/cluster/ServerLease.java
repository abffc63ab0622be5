package dev.talaria.cluster;

import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds this server's lease, by which the other servers of the database know that it is alive, until it is closed. Safe for many threads.
 */
public final class ServerLease implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerLease.class.getName());
    /** How often a lease is renewed within its length. */
    private static final int RENEWALS = 3;
    private static final String UNTOLD = "This server cannot renew its lease; other servers may take over its runs";

    private final ServerName name;
    private final Duration length;
    private final Supplier<Set<String>> living;
    private final Runnable end;

    private ServerLease(ServerName name, Duration length, Supplier<Set<String>> living, Runnable end) {
        this.name = Objects.requireNonNull(name);
        this.length = Objects.requireNonNull(length);
        this.living = living;
        this.end = end;
    }

    /**
     * Takes the lease, and the name with it, which closing releases. Blocks until the lease is stored.
     *
     * @param length after which a server that has not renewed it counts as dead
     */
    public static ServerLease take(LeaseStore store, GroupCommit commits, ServerName name, Duration length,
                                   ScheduledExecutorService timer) {
        String server = name.toString();
        CircuitBreaker breaker =
                CircuitBreaker.telling(new CircuitBreaker.Announcement(LOG, UNTOLD, "This server renews its lease again"));
        commits.commit(store.renew(server, length));
        long pause = length.toNanos() / RENEWALS;
        ScheduledFuture<?> renewals = timer.scheduleWithFixedDelay(() -> renew(commits, store.renew(server, length), breaker),
                pause, pause, TimeUnit.NANOSECONDS);
        return new ServerLease(name, length, store::living, () -> {
            renewals.cancel(false);
            commits.commit(store.end(server));
        });
    }

    /** Returns a lease for the only possible server of a database. */
    public static ServerLease alone(ServerName name, Duration length) {
        return new ServerLease(name, length, Set::of, () -> { });
    }

    private static void renew(GroupCommit commits, Write renewal, CircuitBreaker breaker) {
        commits.submit(renewal).whenComplete((done, fault) -> {
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
        Set<String> others = new HashSet<>(living.get());
        others.remove(server());
        return others;
    }

    /** Ends the lease, so that others can take over this server's runs at once. Blocks for the database. */
    @Override
    public void close() {
        try (name) {
            end.run();
        }
    }
}
