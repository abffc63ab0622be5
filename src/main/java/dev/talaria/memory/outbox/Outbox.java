package dev.talaria.memory.outbox;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Durable delivery to one destination. What is added becomes durable with the transaction it is part of; then it is delivered in order
 * within its scope, several scopes at a time, and tried again until it is taken or refused for good. Nothing else removes it but
 * forgetting. Memory holds only what is under way; the rest waits in the database, through restarts and however long the destination is
 * down. Of several servers one at a time delivers a scope.
 *
 * <p>An attempt is noted before it is made, so that one cut off by a killed process comes back marked unclear. Safe for many threads.
 */
public final class Outbox implements AutoCloseable {
    /**
     * @param parallel how many scopes are delivered at once
     * @param turn     how many deliveries of a scope go in a row while others wait
     * @param backOff  between attempts that fail
     * @param probe    between attempts at a destination that takes nothing
     * @param lease    after which another server takes over from one that was killed
     * @param look     how often to look for what other servers left behind
     * @param drain    how long {@link Outbox#close} goes on delivering, and then waits for what is under way
     */
    public record Bounds(int parallel, int turn, BackOff backOff, Duration probe, Duration lease, Duration look, Duration drain) {
        public static final Bounds DEFAULT = new Bounds(4, 32, new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30)),
                Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3));
    }

    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    private static final int RENEWALS_A_LEASE = 3;
    /** So that the timer, which goes by another clock, never rings before the pause is over. */
    private static final Duration TICK = Duration.ofMillis(1);
    /** Fewer may be the fault of single scopes. */
    private static final int FAILURES_OF_A_FAILING_ONE = 3;

    private final String name;
    private final Deliverer deliverer;
    private final QueueStore queues;
    private final DeliveryStore deliveries;
    private final QueueLeases leases;
    private final CircuitBreaker breaker;
    private final Clock clock;
    private final Bounds bounds;
    private final DrainWorkers workers;
    private final ScheduledExecutorService timer;
    private ScheduledFuture<?> looking;
    private ScheduledFuture<?> renewing;

    private Outbox(String name, Deliverer deliverer, OutboxParts parts, Bounds bounds) {
        this.name = name;
        this.deliverer = deliverer;
        this.queues = new QueueStore(parts.database(), name);
        this.deliveries = new DeliveryStore(parts.database(), name);
        this.clock = parts.clock();
        this.bounds = bounds;
        this.leases = new QueueLeases(queues, deliveries, parts.commits(), clock, bounds);
        this.breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, "Deliveries to " + name + " fail, nothing is lost",
                name + " takes deliveries again"), FAILURES_OF_A_FAILING_ONE, bounds.backOff());
        this.timer = parts.timer();
        this.workers = new DrainWorkers(parts.threads(), timer, clock, new Queues());
    }

    /** @param name of the destination, under which its deliveries are stored: another one's are left alone */
    public static Outbox start(String name, Deliverer deliverer, OutboxParts parts, Bounds bounds) {
        Outbox outbox = new Outbox(name, deliverer, parts, bounds);
        outbox.looking = outbox.every(bounds.look(), outbox.workers::wake);
        outbox.renewing = outbox.every(bounds.lease().dividedBy(RENEWALS_A_LEASE), outbox.leases::renew);
        outbox.workers.wake();
        return outbox;
    }

    private ScheduledFuture<?> every(Duration period, Runnable task) {
        return timer.scheduleWithFixedDelay(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * The part of a transaction that hands something over; it does nothing where the scope has been forgotten since the epoch.
     *
     * @param epoch   the scope's when the turn began
     * @param payload goes to the {@link Deliverer} as it is
     */
    public Write add(MemoryScope scope, long epoch, JsonObject payload) {
        String text = payload.toString();
        Instant now = clock.instant();
        return handle -> {
            if (queues.awaken(handle, scope, now) <= epoch) {
                deliveries.insert(handle, scope, epoch, text, now);
                handle.afterCommit(workers::wake);
            }
        };
    }

    /**
     * The part of a transaction that forgets what waits in a scope and is older than the epoch, parked or not, and what a turn that began
     * before adds later. A delivery under way ends as it ends.
     */
    public Write drop(MemoryScope scope, long epoch) {
        return handle -> {
            queues.raise(handle, scope, epoch);
            deliveries.forget(handle, scope, epoch);
        };
    }

    /**
     * The part of a transaction that forgets what waits and has this as one of its strings, parked or not, in whatever scope. A delivery
     * under way ends as it ends.
     */
    public Write dropNamed(String tenant, String name) {
        return handle -> deliveries.forgetNamed(handle, tenant, name);
    }

    /** Why the destination takes nothing, as far as this server has tried; empty while it does. */
    public Optional<String> trouble() {
        return breaker.trouble();
    }

    /** The queues, several at a time while the destination works, else one delivery at a time after a pause. */
    private final class Queues implements DrainWorkers.Work {
        @Override
        public int parallel() {
            return switch (breaker.state()) {
                case CLOSED -> bounds.parallel();
                case HALF_OPEN -> 1;
                case OPEN -> 0;
            };
        }

        /** As many deliveries of one queue as may go in a row. */
        @Override
        public boolean step() {
            Optional<QueueLeases.LeasedDelivery> hold = leases.claim();
            boolean found = hold.isPresent();
            while (hold.isPresent()) {
                Optional<String> payload = leases.payload(hold.get());
                Outcome outcome = payload.isPresent() ? attempt(hold.get(), payload.get()) : new Outcome.Delivered();
                hold = leases.settle(hold.get(), outcome, workers.isWanted());
            }
            return found;
        }

        @Override
        public Optional<Instant> next() {
            Duration pause = breaker.remaining();
            return pause.isZero() ? leases.next() : Optional.of(clock.instant().plus(pause).plus(TICK));
        }
    }

    private Outcome attempt(QueueLeases.LeasedDelivery hold, String payload) {
        Outcome outcome = outcome(hold, payload);
        if (outcome instanceof Outcome.Halted halted) {
            breaker.refused(halted.why(), bounds.probe());
        } else if (outcome instanceof Outcome.Later later) {
            breaker.failed(later.why());
        } else if (breaker.succeeded()) {
            workers.wake();
        }
        return outcome;
    }

    private Outcome outcome(QueueLeases.LeasedDelivery hold, String payload) {
        DeliveryStore.Head head = hold.head();
        JsonObject json;
        try {
            json = Json.parse(payload).asJsonObject();
        } catch (JsonFault e) {
            return new Outcome.Refused("What is stored cannot be read");
        }
        try {
            QueuedDelivery delivery = new QueuedDelivery(head.sequence(), hold.scope(), head.attempts(), head.unclear(), json);
            return Objects.requireNonNull(deliverer.deliver(delivery));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "A delivery to " + name + " failed", e);
            return new Outcome.Later(Duration.ZERO, e.getClass().getName(), true);
        }
    }

    /** Delivers what can be delivered within a bound; the rest stays where it is. To be called before what the delivery uses is closed. */
    @Override
    public void close() {
        workers.wake();
        workers.awaitRest(bounds.drain());
        workers.close();
        looking.cancel(false);
        workers.awaitRest(bounds.drain());
        renewing.cancel(false);
    }
}
