package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/**
 * The queues that this server has leased, with the current delivery of each. A lease expires unless it is renewed, so that another server
 * takes over from one that was killed. Every step is one transaction. Safe for many threads.
 */
final class QueueLeases {
    /** Enough that several threads do not compete for the same queue. */
    private static final int CANDIDATES = 16;

    /**
     * One delivery, whose attempt is recorded.
     *
     * @param failures how many attempts in a row have failed in its scope
     * @param before   how many deliveries of the scope were made under this lease
     */
    record LeasedDelivery(MemoryScope scope, DeliveryStore.Head head, int failures, int before) {
    }

    private final QueueStore queues;
    private final DeliveryStore deliveries;
    private final GroupCommit commits;
    private final Clock clock;
    private final Outbox.Bounds bounds;
    private final String holder = UUID.randomUUID().toString();
    private final Set<MemoryScope> held = ConcurrentHashMap.newKeySet();

    QueueLeases(QueueStore queues, DeliveryStore deliveries, GroupCommit commits, Clock clock, Outbox.Bounds bounds) {
        this.queues = queues;
        this.deliveries = deliveries;
        this.commits = commits;
        this.clock = clock;
        this.bounds = bounds;
    }

    /** Leases a due queue and begins an attempt of its first delivery; empty if no queue is due. */
    Optional<LeasedDelivery> claim() {
        List<QueueStore.DueQueue> dueQueues = queues.dueQueues(clock.instant(), CANDIDATES);
        while (!dueQueues.isEmpty()) {
            Optional<LeasedDelivery> found = claimOneOf(dueQueues);
            if (found.isPresent()) {
                return found;
            }
            dueQueues = queues.dueQueues(clock.instant(), CANDIDATES);
        }
        return Optional.empty();
    }

    private Optional<LeasedDelivery> claimOneOf(List<QueueStore.DueQueue> dueQueues) {
        AtomicReference<LeasedDelivery> claimed = new AtomicReference<>();
        commits.commit(claiming(dueQueues, claimed));
        Optional<LeasedDelivery> found = Optional.ofNullable(claimed.get());
        found.ifPresent(hold -> held.add(hold.scope()));
        return found;
    }

    private Write claiming(List<QueueStore.DueQueue> dueQueues, AtomicReference<LeasedDelivery> claimed) {
        return handle -> {
            Instant now = clock.instant();
            claimed.set(null);
            for (QueueStore.DueQueue queue : dueQueues) {
                if (claimed.get() == null && queues.claim(handle, queue.scope(), holder, now, now.plus(bounds.lease()))) {
                    claimed.set(begin(handle, queue.scope(), queue.failures(), 0));
                }
            }
        };
    }

    /** Null if nothing waits; the queue is then released. */
    private LeasedDelivery begin(Handle handle, MemoryScope scope, int failures, int before) {
        Optional<DeliveryStore.Head> head = deliveries.head(handle, scope);
        if (head.isEmpty()) {
            queues.release(handle, scope, null, 0);
            return null;
        }
        deliveries.begin(handle, scope, head.get());
        return new LeasedDelivery(scope, head.get(), failures, before);
    }

    /** Returns the payload; empty if the delivery was deleted meanwhile. */
    Optional<String> payload(LeasedDelivery hold) {
        return deliveries.payload(hold.scope(), hold.head());
    }

    /**
     * Stores the result of an attempt and begins one of the queue's next delivery.
     *
     * @param more whether the queue may continue now
     * @return empty if the queue was released or its lease lost
     */
    Optional<LeasedDelivery> settle(LeasedDelivery hold, Outcome outcome, boolean more) {
        AtomicReference<LeasedDelivery> next = new AtomicReference<>();
        try {
            commits.commit(handle -> next.set(settle(handle, hold, outcome, more)));
        } catch (RuntimeException e) {
            // An attempt of this write that was rolled back may have set it.
            next.set(null);
            throw e;
        } finally {
            if (next.get() == null) {
                held.remove(hold.scope());
            }
        }
        return Optional.ofNullable(next.get());
    }

    private LeasedDelivery settle(Handle handle, LeasedDelivery hold, Outcome outcome, boolean more) {
        Instant now = clock.instant();
        boolean ours = queues.keep(handle, hold.scope(), holder, now.plus(bounds.lease()));
        if (outcome instanceof Outcome.Delivered) {
            deliveries.remove(handle, hold.scope(), hold.head());
        }
        if (!ours) {
            return null;
        }
        boolean unclear = hold.head().unclear();
        if (outcome instanceof Outcome.Later later) {
            deliveries.keep(handle, hold.scope(), hold.head(), unclear || later.unclear(), later.why(), null);
            int failures = hold.failures() + 1;
            queues.release(handle, hold.scope(), now.plus(longer(later.atLeast(), bounds.backOff().after(failures))), failures);
            return null;
        }
        if (outcome instanceof Outcome.Postponed postponed) {
            deliveries.keep(handle, hold.scope(), hold.head(), unclear, postponed.why(), null);
            queues.release(handle, hold.scope(), now.plus(postponed.pause()), hold.failures());
            return null;
        }
        if (outcome instanceof Outcome.Halted halted) {
            deliveries.keep(handle, hold.scope(), hold.head(), unclear, halted.why(), null);
            queues.release(handle, hold.scope(), now, hold.failures());
            return null;
        }
        if (outcome instanceof Outcome.Refused refused) {
            deliveries.keep(handle, hold.scope(), hold.head(), unclear, refused.why(), now);
        }
        if (more && hold.before() + 1 < bounds.turn()) {
            return begin(handle, hold.scope(), 0, hold.before() + 1);
        }
        queues.release(handle, hold.scope(), now, 0);
        return null;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Renews every lease; returns at once. */
    void renew() {
        if (held.isEmpty()) {
            return;
        }
        List<MemoryScope> mine = List.copyOf(held);
        commits.submit(handle -> mine.forEach(scope -> queues.keep(handle, scope, holder, clock.instant().plus(bounds.lease()))));
    }

    /** Returns when {@link #claim} may find something; empty if unknown. */
    Optional<Instant> next() {
        return queues.next(clock.instant());
    }
}
