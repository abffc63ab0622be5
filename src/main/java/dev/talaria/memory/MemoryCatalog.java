package dev.talaria.memory;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory that can list, search, import and delete single messages, as the memory API does. A provider without it still serves turns;
 * calls of the API that need it get {@code memory_not_supported}.
 */
public interface MemoryCatalog extends MemoryProvider {
    /**
     * Returns the provider as a catalogue.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} if it is none
     */
    static MemoryCatalog of(MemoryProvider provider) {
        if (provider instanceof MemoryCatalog catalog) {
            return catalog;
        }
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This server's memory has no catalogue of single messages; it can only recall, "
                + "remember and forget a whole memory scope: " + provider.description());
    }

    /** Returns the best matches in the peer's whole scope, best first; empty if nothing matches. */
    List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query);

    /**
     * Returns one complete message of the scope; empty if there is none with this id.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} if this memory finds no single message
     */
    default Optional<Remembered> find(Peer peer, String id) {
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This server's memory finds no single item: " + description());
    }

    /** Returns a page of the scope's complete messages, in order of arrival or in reverse. */
    MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest pageRequest);

    /** Returns what is known of the scope as a whole, and of the peer. */
    MemoryProfile profile(Peer peer);

    /**
     * Imports messages, which are durable and searchable when this returns: all or none, or in such a way that a failed import can be
     * repeated without duplicating those with an id.
     *
     * @return the outcomes, in the order of the messages
     */
    List<Incoming.Outcome> importing(Peer peer, List<Incoming> messages);

    /**
     * Returns a write that forgets what was said in a session, in every scope. Once it has committed no recall finds it; with an external
     * memory, soon after. An active turn of the session is still remembered. If the transaction fails, nothing is forgotten.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_erasable} if this memory cannot delete
     */
    Write forget(SessionRef session);

    /**
     * Forgets one message; returns false if there is none with this id.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_erasable} if this memory cannot delete
     */
    boolean forget(Peer peer, String id);

    /**
     * Replaces the text of one item, which keeps its id, its time and where it came from; once this returns it is found by the new text
     * alone.
     *
     * @param text not blank
     * @return the item as it is then; empty if there is none with this id
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} if this memory changes no item
     */
    default Optional<Remembered> edit(Peer peer, String id, String text) {
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This server's memory changes no item: " + description());
    }

    /**
     * Gives an entry of the scope's profile another value; returns false if there is none with this id.
     *
     * @param value neither blank nor longer than {@link dev.talaria.memory.profile.Statement#MAX_VALUE}
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} if this memory keeps no entries
     */
    default boolean editProfile(Peer peer, String id, String value) {
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This memory keeps no entries of a profile: " + description());
    }

    /**
     * Takes an entry out of the scope's profile for good, while its message stays; returns false if there is none with this id.
     *
     * @throws dev.talaria.error.ApiException {@code memory_not_supported} if this memory keeps no entries
     */
    default boolean deleteFromProfile(Peer peer, String id) {
        throw ErrorCode.MEMORY_NOT_SUPPORTED.because("This memory keeps no entries of a profile: " + description());
    }

    /** Returns what users have changed in the scope's profile, by the ids of the messages; empty for a memory that keeps no entries. */
    default Map<String, List<ProfileChange>> profileChanges(Peer peer) {
        return Map.of();
    }

    /** Returns the size of each of these scopes, leaving out those whose size only an external memory knows. */
    default Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> scopes) {
        return Map.of();
    }
}
