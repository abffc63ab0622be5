package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import java.time.Instant;
import java.util.Objects;

/**
 * A delivery as operators see it, without what is in it.
 *
 * @param unclear  it may have arrived all the same
 * @param reason   why the last attempt failed; null where there was none
 * @param parkedAt when it was refused for good; null while it waits
 */
public record Backlogged(long sequence, String destination, MemoryScope scope, int attempts, boolean unclear, String reason,
                         Instant created, Instant parkedAt) {
    public Backlogged {
        Objects.requireNonNull(destination);
        Objects.requireNonNull(scope);
        Objects.requireNonNull(created);
    }

    /** The same delivery, to be tried again. */
    public Backlogged waiting() {
        return new Backlogged(sequence, destination, scope, attempts, unclear, reason, created, null);
    }

    /**
     * How much of it there is for one destination.
     *
     * @param oldest when the first of those that wait was added; null where none does
     */
    public record Count(String destination, long waiting, long parked, Instant oldest) {
        public Count {
            Objects.requireNonNull(destination);
        }
    }
}
