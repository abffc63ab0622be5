package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query for a turn.
 *
 * @param peer        the user of the turn
 * @param session     the current session, whose own turns are left out
 * @param text        the user's input
 * @param before      what the user said before in the session, which a short text may be about; empty if nothing
 * @param tokenBudget maximum size of the result, in tokens of about four characters
 * @param trace       null if the turn belongs to no trace
 */
public record RecallQuery(Peer peer, SessionRef session, String text, String before, int tokenBudget,
                          @Nullable TraceContext trace) {
    public RecallQuery {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(session);
        Objects.requireNonNull(text);
        Objects.requireNonNull(before);
    }

    /** A query of no trace. */
    public RecallQuery(Peer peer, SessionRef session, String text, String before, int tokenBudget) {
        this(peer, session, text, before, tokenBudget, null);
    }

    /** A query on its own. */
    public RecallQuery(Peer peer, SessionRef session, String text, int tokenBudget) {
        this(peer, session, text, "", tokenBudget);
    }

    public MemoryScope scope() {
        return peer.scope();
    }
}
