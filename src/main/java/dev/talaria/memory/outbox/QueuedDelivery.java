package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * A delivery at the start of an attempt.
 *
 * @param sequence its id, ascending within a scope
 * @param attempts how many were made before this one
 * @param unclear  whether an earlier attempt may have arrived, for instance one that a killed server had started: check before sending
 * again
 */
public record QueuedDelivery(long sequence, MemoryScope scope, int attempts, boolean unclear, JsonObject payload) {
    public QueuedDelivery {
        Objects.requireNonNull(scope);
        Objects.requireNonNull(payload);
    }
}
