package dev.talaria.bench;

import java.time.Instant;
import java.util.List;

/** A memory as a benchmark sees it, whichever way it is reached. */
interface MemoryTarget extends AutoCloseable {

    /** Makes all turns of one conversation searchable under a scope of their own, in order. */
    void remember(String scope, List<LocomoConversation.Spoken> turns);

    /** Waits until so many turns of a scope can be compared by their meaning, where that is done. */
    void settle(String scope, int turns);

    /** When the turns found were said, best first. */
    List<Instant> search(String scope, String text, int limit);

    @Override
    void close();
}
