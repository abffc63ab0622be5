package dev.talaria.memory;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.List;
import java.util.Map;

/**
 * A memory that can show, take in and take out single messages, as the memory API does. A provider without it serves turns all the same,
 * and the API answers {@code memory_not_supported} to calls that need it.
 */
public interface MemoryCatalog extends MemoryProvider {
    /**
     * The provider as a catalogue.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} where it is none
     */
    static MemoryCatalog of(MemoryProvider provider) {
        if (provider instanceof MemoryCatalog catalog) {
            return catalog;
        }
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This server's memory recalls, remembers and forgets a whole memory scope; it has no "
                + "catalogue of single messages: " + provider.description());
    }

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
}
