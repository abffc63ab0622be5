package dev.talaria.memory.outbox;

import dev.talaria.scope.MemoryScope;
import jakarta.json.JsonObject;
import java.util.Objects;

/**
 * Something to deliver, as an attempt begins.
 *
 * @param sequence its id, ascending within a scope
 * @param attempts how many were made before this one
 * @param unclear  an earlier attempt may have arrived, such as one under way when the server was killed: look before sending again
 */
public record QueuedDelivery(long sequence, MemoryScope scope, int attempts, boolean unclear, JsonObject payload) {
    public QueuedDelivery {
        Objects.requireNonNull(scope);
        Objects.requireNonNull(payload);
    }
}
