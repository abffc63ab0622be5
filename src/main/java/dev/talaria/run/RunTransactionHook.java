package dev.talaria.run;

import dev.talaria.event.RunEnded;
import dev.talaria.store.Write;

/** What a dialect keeps of a run beside its transcript. */
@FunctionalInterface
public interface RunTransactionHook {
    RunTransactionHook NONE = (run, end, node) -> Write.NOTHING;

    /** Part of the transaction that stores a durable run, before anybody hears of it. */
    default Write begins(RunHead run) {
        return Write.NOTHING;
    }

    /**
     * Part of the transaction that ends the run, and called once before the end is shown.
     *
     * @param node where the turn ends in its session's tree; null where it left nothing there
     */
    Write of(RunHead run, RunEnded end, String node);
}
