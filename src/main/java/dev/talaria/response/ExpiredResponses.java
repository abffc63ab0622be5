package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Deletes responses that are past their time. A session that responses alone had made goes with its last one, so that a chain that is
 * still spoken in keeps what was said in it; a long one goes in several slices, and its response in the last of them. A session or
 * conversation that a client named stays.
 */
public final class ExpiredResponses implements Retention.Slice {
    private static final String OWN_SESSION = "run_[0-9a-f]{32}";
    private static final String OLD = """
            SELECT tenant, owner, id, session, conversation FROM response
            WHERE created_at < :before ORDER BY created_at LIMIT :most""";
    private static final String YOUNGER = """
            SELECT id FROM response
            WHERE tenant = :tenant AND owner = :owner AND session = :session AND created_at >= :before LIMIT 1""";
    private static final String DELETE = "DELETE FROM response WHERE tenant = :tenant AND owner = :owner AND id = :id";
    /** What a slice takes of sessions, for each response. */
    private static final int MESSAGES_EACH = 10;

    /** Removes a session piece by piece. */
    @FunctionalInterface
    public interface SessionSlice {
        /** @param removed told how many messages went; as many as might where there is more to do */
        Write remove(SessionRef session, int most, IntConsumer removed);
    }

    private record Due(SessionRef session, String id, boolean alone) {
        static Due of(Map<String, Object> row) {
            SessionRef session = SessionRef.named((String) row.get("tenant"), (String) row.get("owner"), (String) row.get("session"));
            return new Due(session, (String) row.get("id"), row.get("conversation") == null && session.id().matches(OWN_SESSION));
        }
    }

    private final SessionSlice sessions;

    public ExpiredResponses(SessionSlice sessions) {
        this.sessions = Objects.requireNonNull(sessions);
    }

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        long limit = Micros.of(before);
        return handle -> {
            List<Due> due = handle.createQuery(OLD).bind("before", limit).bind("most", most).mapToMap().stream()
                    .map(Due::of).toList();
            int messages = most * MESSAGES_EACH;
            for (Due response : due) {
                if (response.alone() && isLast(handle, response, limit)) {
                    int[] removed = new int[1];
                    sessions.remove(response.session(), messages, number -> removed[0] = number).apply(handle);
                    messages -= removed[0];
                    if (messages == 0) {
                        deleted.accept(most);
                        return;
                    }
                }
                owned(handle.createUpdate(DELETE), response).bind("id", response.id()).execute();
            }
            deleted.accept(due.size());
        };
    }

    private static <S extends SqlStatement<S>> S owned(S statement, Due response) {
        return statement.bind("tenant", response.session().tenant()).bind("owner", response.session().owner());
    }

    private static boolean isLast(Handle handle, Due response, long before) {
        return owned(handle.createQuery(YOUNGER), response).bind("session", response.session().id()).bind("before", before)
                .mapTo(String.class).findFirst().isEmpty();
    }
}
