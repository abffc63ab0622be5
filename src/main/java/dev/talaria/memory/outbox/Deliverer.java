package dev.talaria.memory.outbox;

/** Takes a delivery to where it belongs. Safe for many threads. */
@FunctionalInterface
public interface Deliverer {
    /**
     * Makes one attempt, on a thread of the outbox, and blocks within deadlines of its own. Deliveries of one scope come one at a time and
     * in order. What is thrown counts as {@link Outcome.Later} of which nothing is clear.
     */
    Outcome deliver(QueuedDelivery delivery);
}
