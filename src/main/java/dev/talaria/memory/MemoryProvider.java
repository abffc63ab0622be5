package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Keeps what is said and finds it again: what turns need of a memory. {@link MemoryCatalog} is what the memory API needs beyond that.
 * Scopes never mix. Safe for many threads.
 *
 * <p>Everything that gives no {@link Write} blocks until it is done. What a turn calls is bounded by the caller; what the memory API calls
 * ends by the provider's own deadlines with {@code database_unavailable}, {@code memory_unavailable} or another
 * {@link dev.talaria.error.ApiException}.
 */
public interface MemoryProvider extends AutoCloseable {

    /** Finds what helps to answer; the caller bounds it by {@link BoundedRecall}. Nothing of the query's own session comes back. */
    Recall recall(RecallQuery query);

    /** The scope's epoch, which each forgetting of the whole scope raises; to be asked when a turn begins. */
    long epoch(MemoryScope scope);

    /**
     * The part of the turn's own transaction that makes this memory durable: once it has committed, nothing is lost.
     * It writes nothing where the scope has been forgotten since the turn began.
     */
    Write remember(MemoryTurn turn);

    /** Forgets everything in its scope; no turn that is under way brings any of it back. */
    Forgotten forget(Peer peer);

    /** Whether a recall that is no longer waited for may be interrupted; an embedded database can be closed by an interrupt. */
    default boolean interruptible() {
        return false;
    }

    /** What the model may do with this memory by itself, in turns that have a memory scope. */
    default List<Tool> tools() {
        return List.of();
    }

    /** Why it does not work as it should at present, as recent calls showed, for health; no secrets. Never blocks. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Called once, before anything else, to make first uses fast: blocks for what is short and leaves the rest to the executor. */
    default void prepare(Executor executor) {
    }

    /** Names itself for logs and health; no secrets. */
    String description();

    @Override
    void close();
}
