package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.List;

/** Erases the responses and conversations that show a session. Immutable, safe for many threads. */
public final class ErasedSession {
    private static final String OF_SESSION = " WHERE tenant = :tenant AND owner = :owner AND session = :session";
    private static final String DELETE_RESPONSES = "DELETE FROM response" + OF_SESSION;
    private static final String DELETE_CONVERSATIONS = "DELETE FROM conversation" + OF_SESSION;

    private ErasedSession() {
    }

    /** Returns a write for the transaction that deletes the session. */
    public static Write of(SessionRef session) {
        return handle -> List.of(DELETE_RESPONSES, DELETE_CONVERSATIONS).forEach(sql -> handle.createUpdate(sql)
                .bind("tenant", session.tenant()).bind("owner", session.owner()).bind("session", session.id()).execute());
    }
}
