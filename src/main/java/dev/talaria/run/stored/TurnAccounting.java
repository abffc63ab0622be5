package dev.talaria.run.stored;

import dev.talaria.event.RunEnded;
import dev.talaria.run.RunHead;
import dev.talaria.store.Write;
import java.time.Instant;

/** Counts what an ended turn has used, in the transaction that stores its end. */
@FunctionalInterface
public interface TurnAccounting {
    TurnAccounting NONE = (head, end, at) -> Write.NOTHING;

    /** Returns the write that counts an ended turn. */
    Write of(RunHead head, RunEnded end, Instant at);
}
