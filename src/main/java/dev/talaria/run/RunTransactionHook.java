package dev.talaria.run;

import dev.talaria.event.RunEnded;
import dev.talaria.store.Write;
import org.jspecify.annotations.Nullable;

/** What an API stores of a run beside its transcript. */
@FunctionalInterface
public interface RunTransactionHook {
    RunTransactionHook NONE = (run, end, node) -> Write.NOTHING;

    /** Returns a write for the transaction that stores a durable run; the run is not shown before it commits. */
    default Write begins(RunHead run) {
        return Write.NOTHING;
    }

    /**
     * Returns a write for the transaction that ends the run. Called once, before the end is shown.
     *
     * @param node the turn's last node in its session's tree; null if the turn left none
     */
    Write of(RunHead run, RunEnded end, @Nullable String node);
}
