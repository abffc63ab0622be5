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
 * @param tokenBudget maximum size of the result, in tokens of about four characters
 */
public record RecallQuery(Peer peer, SessionRef session, String text, int tokenBudget) {
    public RecallQuery {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(session);
        Objects.requireNonNull(text);
    }

    public MemoryScope scope() {
        return peer.scope();
    }
}
