package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Stores what is said and finds it again: what turns need of a memory. {@link MemoryCatalog} is what the memory API needs beyond that.
 * Scopes never mix. Safe for many threads.
 *
 * <p>Methods that do not return a {@link Write} block until they are done. The caller bounds what a turn calls; what the memory API calls
 * must end by the provider's own deadlines, with {@code database_unavailable}, {@code memory_unavailable} or another
 * {@link dev.talaria.error.ApiException}.
 */
public interface MemoryProvider extends AutoCloseable {

    /** Finds what helps to answer the query, except what its own session said. The caller bounds it by {@link BoundedRecall}. */
    Recall recall(RecallQuery query);

    /**
     * Returns what the user said of themselves and of how they want to be answered, the most important first, for every turn of this user;
     * must be quick. The turn tells the model as much of it as fits.
     */
    default List<ProfileEntry> aboutUser(Peer peer) {
        return List.of();
    }

    /** Returns the scope's epoch, which each forgetting of the whole scope increments; read when a turn starts. */
    long epoch(MemoryScope scope);

    /**
     * Returns what a turn knows of its user before it recalls anything; must be quick. A provider that reads both from one place overrides
     * this to read them at once.
     */
    default UserState state(Peer user) {
        return new UserState(epoch(user.scope()), aboutUser(user));
    }

    /**
     * Returns a write for the turn's own transaction that makes this memory durable. It writes nothing if the scope was forgotten since the
     * turn started.
     */
    Write remember(MemoryTurn turn);

    /** Forgets everything in the peer's scope; no active turn brings any of it back. */
    Forgotten forget(Peer peer);

    /** Returns whether an abandoned recall may be interrupted; an interrupt can close an embedded database. */
    default boolean interruptible() {
        return false;
    }

    /** Returns the tools with which the model uses this memory, in turns that have a memory scope. */
    default List<Tool> tools() {
        return List.of();
    }

    /** Returns what recent calls found wrong with it, for health; no secrets. Never blocks. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Warms up, once and before any other call: blocks for short work and leaves the rest to the executor. */
    default void prepare(Executor executor) {
    }

    /** Returns its name for logs and health; no secrets. */
    String description();

    @Override
    void close();
}
