package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A destination that answers by a script, then takes everything, and keeps what came. Safe for many threads. */
final class Receiver implements Deliverer {
    private static final int DEADLINE_SECONDS = 20;

    private final Map<MemoryScope, Deque<Function<QueuedDelivery, Outcome>>> scripts = new ConcurrentHashMap<>();
    private final List<QueuedDelivery> seen = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final Semaphore attempts = new Semaphore(0);
    private final Semaphore arrivals = new Semaphore(0);

    /** What the next attempts of a scope meet, in order. */
    @SafeVarargs
    final Receiver meets(MemoryScope scope, Function<QueuedDelivery, Outcome>... outcomes) {
        Deque<Function<QueuedDelivery, Outcome>> script = scripts.computeIfAbsent(scope, s -> new ArrayDeque<>());
        for (Function<QueuedDelivery, Outcome> outcome : outcomes) {
            script.add(outcome);
        }
        return this;
    }

    @Override
    public Outcome deliver(QueuedDelivery delivery) {
        Function<QueuedDelivery, Outcome> next;
        synchronized (this) {
            seen.add(delivery);
            next = scripts.getOrDefault(delivery.scope(), new ArrayDeque<>()).poll();
        }
        attempts.release();
        Outcome outcome = next == null ? new Outcome.Delivered() : next.apply(delivery);
        if (outcome instanceof Outcome.Delivered) {
            synchronized (this) {
                taken.add(text(delivery));
            }
            arrivals.release();
        }
        return outcome;
    }

    static String text(QueuedDelivery delivery) {
        return delivery.payload().getString("text");
    }

    /** Every attempt, in order. */
    synchronized List<QueuedDelivery> seen() {
        return List.copyOf(seen);
    }

    /** What was taken, in order. */
    synchronized List<String> taken() {
        return List.copyOf(taken);
    }

    /** What was taken, once there is so much of it more than the last call waited for. */
    List<String> taken(int more) throws InterruptedException {
        if (!arrivals.tryAcquire(more, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("only " + taken() + " arrived");
        }
        return taken();
    }

    /** Every attempt, once there are so many more than the last call waited for. */
    List<QueuedDelivery> seen(int more) throws InterruptedException {
        if (!attempts.tryAcquire(more, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("only " + seen() + " were tried");
        }
        return seen();
    }
}
