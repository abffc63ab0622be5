package dev.talaria.memory;

import dev.talaria.store.Write;
import java.util.Set;

/** Keeps what is said and finds it again. Safe for many threads. */
public interface MemoryProvider extends AutoCloseable {

    /**
     * Finds what helps to answer. Blocks until found; the caller bounds it by {@link BoundedRecall}.
     * Scopes never mix, and nothing of the query's own session comes back.
     */
    Recall recall(RecallQuery query);

    /** The part of the turn's own transaction that makes this memory durable: once it has committed, nothing is lost. */
    Write remember(MemoryTurn turn);

    /**
     * The part of a transaction that forgets what was said in a session, whatever scope it was filed under: once it has committed no
     * recall finds it.
     *
     * @param runs the runs that said it: another owner's session may have the same id
     */
    Write forget(String tenant, String session, Set<String> runs);

    /** Whether a recall that is no longer waited for may be interrupted; an embedded database can be closed by an interrupt. */
    default boolean interruptible() {
        return false;
    }

    /** Names itself for logs and health; no secrets. */
    String description();

    @Override
    void close();
}
