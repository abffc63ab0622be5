package dev.talaria.memory.outbox;

/** Sends a delivery to its destination. Safe for many threads. */
@FunctionalInterface
public interface Deliverer {
    /**
     * Makes one attempt, on a thread of the outbox, and blocks within its own deadlines. Deliveries of one scope come one at a time and in
     * order. An exception counts as {@link Outcome.Later} with an unclear result.
     */
    Outcome deliver(QueuedDelivery delivery);
}
