package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Keeps what is said and finds it again. Scopes never mix. Safe for many threads.
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

    /** The best matches in the whole of the peer's scope, best first; empty where nothing fits. */
    List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query);

    /** Its scope's messages, whole, in the order they came or against it. */
    MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest pageRequest);

    /** What is known of its scope as a whole, and of the peer. */
    MemoryProfile profile(Peer peer);

    /**
     * Stores messages from elsewhere, durable and searchable when this returns: all or none, or so that an import that failed can be
     * repeated and those with an id are there once.
     *
     * @return the outcomes, in the order of the messages
     */
    List<Incoming.Outcome> importing(Peer peer, List<Incoming> messages);

    /** Forgets everything in its scope; no turn that is under way brings any of it back. */
    Forgotten forget(Peer peer);

    /**
     * The part of a transaction that forgets what was said in a session, whatever scope it was filed under: once it has committed no
     * recall finds it, or soon after where memory is kept elsewhere. A turn of it that is under way is remembered. Nothing is forgotten
     * where the transaction fails.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_erasable} where this memory cannot
     */
    Write forget(SessionRef session);

    /**
     * Forgets one message; false where there is none of that id.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_erasable} where this memory cannot
     */
    boolean forget(Peer peer, String id);

    /** How much is kept of each of these scopes; of those of which only a memory elsewhere knows it nothing is said. */
    default Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> scopes) {
        return Map.of();
    }

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
