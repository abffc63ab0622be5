package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
        /** How many messages went; as many as might where there is more to do. */
        int remove(Handle handle, SessionRef session, int most);
    }

    private record Due(SessionRef session, String id, boolean alone) {
        static Due of(ResultSet row) throws SQLException {
            SessionRef session = SessionRef.named(row.getString("tenant"), row.getString("owner"), row.getString("session"));
            return new Due(session, row.getString("id"), row.getString("conversation") == null && session.id().matches(OWN_SESSION));
        }

        <S extends SqlStatement<S>> S owned(S statement) {
            return statement.bind("tenant", session.tenant()).bind("owner", session.owner());
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
            List<Due> due = handle.createQuery(OLD).bind("before", limit).bind("most", most).map((row, context) -> Due.of(row)).list();
            int messages = most * MESSAGES_EACH;
            for (Due response : due) {
                if (response.alone() && isLast(handle, response, limit)) {
                    messages -= sessions.remove(handle, response.session(), messages);
                    if (messages == 0) {
                        deleted.accept(most);
                        return;
                    }
                }
                response.owned(handle.createUpdate(DELETE)).bind("id", response.id()).execute();
            }
            deleted.accept(due.size());
        };
    }

    private static boolean isLast(Handle handle, Due response, long before) {
        return response.owned(handle.createQuery(YOUNGER)).bind("session", response.session().id()).bind("before", before)
                .mapTo(String.class).findFirst().isEmpty();
    }
}
