package dev.talaria.agent;

import dev.talaria.event.RunEnded;
import dev.talaria.run.Run;
import dev.talaria.store.Write;

/** What a dialect keeps of a turn beside its transcript. Called once on the turn's thread, before the end is shown. */
@FunctionalInterface
public interface Keepsake {
    Keepsake NONE = (run, end, node) -> Write.NOTHING;

    /** @param node where the turn ends in its session's tree */
    Write of(Run run, RunEnded end, String node);
}
