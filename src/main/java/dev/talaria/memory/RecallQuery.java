package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import java.util.Objects;

/**
 * What to look for.
 *
 * @param session     the id of the session that asks, whose own turns are left out
 * @param text        the user's input
 * @param tokenBudget how much may come back, in tokens of about four characters
 */
public record RecallQuery(MemoryScope scope, String session, String text, int tokenBudget) {
    public RecallQuery {
        Objects.requireNonNull(scope);
        Objects.requireNonNull(session);
        Objects.requireNonNull(text);
    }
}
