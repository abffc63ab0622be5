package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.util.Objects;

/**
 * What to look for.
 *
 * @param peer        who asks
 * @param session     the session that asks, whose own turns are left out
 * @param text        the user's input
 * @param tokenBudget how much may come back, in tokens of about four characters
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
