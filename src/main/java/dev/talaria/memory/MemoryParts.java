package dev.talaria.memory;

import dev.talaria.memory.outbox.Deliverer;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What the server gives to a memory provider that comes in a jar. The server closes all of it, after the provider.
 *
 * @param name          the provider's
 * @param settings      what is set under {@code talaria.memory.<name>.}, by the rest of its name; may hold secrets
 * @param recallTimeout how long a turn waits for a recall
 * @param delivering    what an outbox works with
 */
public record MemoryParts(String name, Map<String, String> settings, Duration recallTimeout, OutboxParts delivering) {
    public MemoryParts {
        Objects.requireNonNull(name);
        Objects.requireNonNull(recallTimeout);
        Objects.requireNonNull(delivering);
        settings = Map.copyOf(settings);
    }

    /** Begins to deliver what is added to it, and what an earlier process left. One a provider; the provider closes it first. */
    public Outbox outbox(Deliverer deliverer) {
        return Outbox.start(name, deliverer, delivering, Outbox.Bounds.DEFAULT);
    }

    /** The server's, for {@link ScopeStore}. */
    public Database database() {
        return delivering.database();
    }

    public Clock clock() {
        return delivering.clock();
    }

    /** Without the settings' values. */
    @Override
    public String toString() {
        return "MemoryParts[name=" + name + ", settings=" + settings.keySet() + "]";
    }
}
