package dev.talaria.memory.outbox;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Durable, ordered delivery to one destination. A delivery becomes durable with the transaction that adds it. It is delivered in order
 * within its scope, several scopes in parallel, and retried until it is accepted or finally refused; only forgetting removes it otherwise.
 * Memory holds only what is being delivered; the rest waits in the database, through restarts and however long the destination is down. Of
 * several servers, one at a time delivers a scope, by a lease.
 *
 * <p>An attempt is recorded before it is made, so that one cut off by a killed process is retried as unclear. Safe for many threads.
 */
public final class Outbox implements AutoCloseable {
    /**
     * @param parallel how many scopes are delivered in parallel
     * @param turn     how many deliveries of a scope run in a row while other scopes wait
     * @param backOff  pauses between failing attempts
     * @param probe    pause between attempts at a destination that accepts nothing
     * @param lease    after which another server takes over from one that was killed
     * @param look     how often to look for deliveries that other servers left
     * @param drain    how long {@link Outbox#close} continues to deliver, and then waits for attempts in progress
     */
    public record Bounds(int parallel, int turn, BackOff backOff, Duration probe, Duration lease, Duration look, Duration drain) {
        public static final Bounds DEFAULT = new Bounds(4, 32, new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30)),
                Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(3));
    }

    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    private static final int RENEWALS_A_LEASE = 3;
    /** A margin, so that the timer, which uses another clock, never fires before the pause is over. */
    private static final Duration TICK = Duration.ofMillis(1);
    /** Fewer failures in a row may be the fault of single scopes. */
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
    private final Refusals refusals;
    private final PerLabel<Meters.Count> attempts;
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
        this.breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, "Deliveries to " + name + " fail and are kept until "
                + "they succeed",
                name + " accepts deliveries again"), FAILURES_OF_A_FAILING_ONE, bounds.backOff());
        this.timer = parts.timer();
        this.refusals = new Refusals(name, clock);
        this.attempts = new PerLabel<>(outcome -> parts.meters().counter(Metric.OUTBOX_DELIVERIES, name, outcome[0]));
        this.workers = new DrainWorkers(parts.threads(), timer, clock, new Queues());
    }

    /** @param name the destination's, under which its deliveries are stored; those of other names are left alone */
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
     * Returns a write that adds a delivery; it does nothing if the scope was forgotten since the epoch.
     *
     * @param epoch   the scope's when the turn started
     * @param payload passed to the {@link Deliverer} unchanged
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
     * Returns a write that deletes a scope's deliveries older than the epoch, parked or not, and rejects those that a turn of an older
     * epoch adds later. An attempt in progress is not stopped.
     */
    public Write drop(MemoryScope scope, long epoch) {
        return handle -> {
            queues.raise(handle, scope, epoch);
            deliveries.forget(handle, scope, epoch);
        };
    }

    /**
     * Returns a write that deletes deliveries, parked or not and in any scope, whose payload has this name as one of its strings. An
     * attempt in progress is not stopped.
     */
    public Write dropNamed(String tenant, String name) {
        return handle -> deliveries.forgetNamed(handle, tenant, name);
    }

    /** Returns why the destination accepts nothing, as far as this server has tried; empty while it does. */
    public Optional<String> trouble() {
        return breaker.trouble();
    }

    /** Several queues in parallel while the destination works; otherwise one delivery at a time after a pause. */
    private final class Queues implements DrainWorkers.Work {
        @Override
        public int parallel() {
            return switch (breaker.state()) {
                case CLOSED -> bounds.parallel();
                case HALF_OPEN -> 1;
                case OPEN -> 0;
            };
        }

        /** Delivers as many deliveries of one queue as may run in a row. */
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
        attempts.of(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT)).increment();
        if (outcome instanceof Outcome.Refused refused) {
            refusals.add(refused.why());
        }
        if (outcome instanceof Outcome.Halted halted) {
            breaker.refused(halted.why(), bounds.probe());
        } else if (outcome instanceof Outcome.Later later) {
            breaker.failed(later.why());
        } else if (!(outcome instanceof Outcome.Postponed) && breaker.succeeded()) {
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
            return new Outcome.Refused("The stored delivery cannot be read");
        }
        try {
            QueuedDelivery delivery = new QueuedDelivery(head.sequence(), hold.scope(), head.attempts(), head.unclear(), json);
            return Objects.requireNonNull(deliverer.deliver(delivery));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "A delivery to " + name + " failed", e);
            return new Outcome.Later(Duration.ZERO, e.getClass().getName(), true);
        }
    }

    /** Delivers what it can within a bound; the rest stays stored. Call it before closing what the deliverer uses. */
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
