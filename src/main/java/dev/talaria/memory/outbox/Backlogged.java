package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import java.time.Instant;
import java.util.Objects;

/**
 * A delivery as operators see it, without its payload.
 *
 * @param unclear  whether it may have arrived all the same
 * @param reason   why the last attempt failed; null if there was none
 * @param parkedAt when it was finally refused; null while it waits
 */
public record Backlogged(long sequence, String destination, MemoryScope scope, int attempts, boolean unclear, String reason,
                         Instant created, Instant parkedAt) {
    public Backlogged {
        Objects.requireNonNull(destination);
        Objects.requireNonNull(scope);
        Objects.requireNonNull(created);
    }

    /** Returns the same delivery, unparked. */
    public Backlogged waiting() {
        return new Backlogged(sequence, destination, scope, attempts, unclear, reason, created, null);
    }

    /**
     * The size of the backlog of one destination.
     *
     * @param oldest when the oldest waiting delivery was added; null if none waits
     */
    public record Count(String destination, long waiting, long parked, Instant oldest) {
        public Count {
            Objects.requireNonNull(destination);
        }
    }
}
