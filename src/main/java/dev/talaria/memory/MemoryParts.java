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
 * What the server provides to a memory provider from a jar. The server closes all of it, after the provider.
 *
 * @param name          the provider's
 * @param settings      the settings under {@code talaria.memory.<name>.}, by the rest of their names; may hold secrets
 * @param recallTimeout how long a turn waits for a recall
 * @param delivering    what an outbox needs
 */
public record MemoryParts(String name, Map<String, String> settings, Duration recallTimeout, OutboxParts delivering) {
    public MemoryParts {
        Objects.requireNonNull(name);
        Objects.requireNonNull(recallTimeout);
        Objects.requireNonNull(delivering);
        settings = Map.copyOf(settings);
    }

    /**
     * Opens an outbox, which delivers what is added to it and what an earlier process left. One for each provider, which must close it
     * first.
     */
    public Outbox outbox(Deliverer deliverer) {
        return Outbox.start(name, deliverer, delivering, Outbox.Bounds.DEFAULT);
    }

    /** Returns the server's database, for {@link ScopeStore}. */
    public Database database() {
        return delivering.database();
    }

    public Clock clock() {
        return delivering.clock();
    }

    /** Leaves out the settings' values. */
    @Override
    public String toString() {
        return "MemoryParts[name=" + name + ", settings=" + settings.keySet() + "]";
    }
}
