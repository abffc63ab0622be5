package dev.talaria.memory.local.tool;

import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import java.util.List;

/** What the tools need of the memory. Safe for many threads; blocks, and ends by its own deadlines. */
public interface Items {
    /** What became of a note. */
    enum Note {
        /** It is kept from now on. */
        KEPT,
        /** An equal one was there. */
        KNOWN,
        /** It is not kept, because the scope was forgotten since the turn started. */
        FORGOTTEN
    }

    /** Returns the best matches in everything that the peer may read, best first. */
    List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query);

    /** Returns a page of the items of the peer's own scope. */
    MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest page);

    /** Returns the items with these ids, of those that are in the scope. */
    List<Remembered> pick(MemoryScope scope, List<String> ids);

    /** Returns the other items of the turns in which these were said. */
    List<Remembered> ofSameTurns(MemoryScope scope, List<String> ids);

    /** Forgets items, all at once. */
    void forget(MemoryScope scope, List<String> ids);

    /**
     * Keeps a statement of the model, once for all equal ones.
     *
     * @param epoch the scope's when the turn started
     */
    Note note(RequestScope request, long epoch, String text);

    /** Returns how the texts of a scope are made into terms. */
    TextAnalysis analysis(MemoryScope scope);
}
