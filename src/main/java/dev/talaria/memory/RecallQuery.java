package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.util.Objects;

/**
 * A query for a turn.
 *
 * @param peer        the user of the turn
 * @param session     the current session, whose own turns are left out
 * @param text        the user's input
 * @param before      what the user said before in the session, which a short text may be about; empty if nothing
 * @param tokenBudget maximum size of the result, in tokens of about four characters
 */
public record RecallQuery(Peer peer, SessionRef session, String text, String before, int tokenBudget) {
    public RecallQuery {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(session);
        Objects.requireNonNull(text);
        Objects.requireNonNull(before);
    }

    /** A query on its own. */
    public RecallQuery(Peer peer, SessionRef session, String text, int tokenBudget) {
        this(peer, session, text, "", tokenBudget);
    }

    public MemoryScope scope() {
        return peer.scope();
    }
}
