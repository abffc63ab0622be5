package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Deletes responses that have exceeded their retention. A session that exists through responses only is deleted with its last response, so
 * that a chain in use keeps its messages; a long session is deleted in several slices, and its response in the last of them. Sessions and
 * conversations that a client named are kept.
 */
public final class ExpiredResponses implements Retention.RetentionJob {
    private static final String OWN_SESSION = "run_[0-9a-f]{32}";
    private static final String OLD = """
            SELECT tenant, owner, id, session, conversation FROM response
            WHERE created_at < :before ORDER BY created_at LIMIT :most""";
    private static final String YOUNGER = """
            SELECT id FROM response
            WHERE tenant = :tenant AND owner = :owner AND session = :session AND created_at >= :before LIMIT 1""";
    private static final String DELETE = "DELETE FROM response WHERE tenant = :tenant AND owner = :owner AND id = :id";
    /** Maximum number of messages to delete in a slice, for each response in it. */
    private static final int MESSAGES_EACH = 10;

    /** Deletes a session in slices. */
    @FunctionalInterface
    public interface SessionSlice {
        /**
         * Deletes at most {@code most} messages.
         *
         * @param removed receives the number of deleted messages; {@code most} if there may be more
         */
        Write remove(SessionRef session, int most, IntConsumer removed);
    }

    private record ExpiredResponse(SessionRef session, String id, boolean alone) {
    }

    private final SessionSlice sessions;

    public ExpiredResponses(SessionSlice sessions) {
        this.sessions = Objects.requireNonNull(sessions);
    }

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        long limit = Micros.of(before);
        return handle -> {
            List<ExpiredResponse> expiredResponses = handle.createQuery(OLD).bind("before", limit).bind("most", most)
                    .map((RowView row) -> expiredResponse(row)).list();
            int messages = most * MESSAGES_EACH;
            for (ExpiredResponse response : expiredResponses) {
                if (response.alone() && isLast(handle, response, limit)) {
                    AtomicInteger removed = new AtomicInteger();
                    sessions.remove(response.session(), messages, removed::set).apply(handle);
                    messages -= removed.get();
                    if (messages == 0) {
                        deleted.accept(most);
                        return;
                    }
                }
                owned(handle.createUpdate(DELETE), response).bind("id", response.id()).execute();
            }
            deleted.accept(expiredResponses.size());
        };
    }

    private static boolean isLast(Handle handle, ExpiredResponse response, long before) {
        return owned(handle.createQuery(YOUNGER), response).bind("session", response.session().id()).bind("before", before)
                .mapTo(String.class).findFirst().isEmpty();
    }

    private static ExpiredResponse expiredResponse(RowView row) {
        SessionRef session = SessionRef.named(text(row, "tenant"), text(row, "owner"), text(row, "session"));
        return new ExpiredResponse(session, text(row, "id"), text(row, "conversation") == null && session.id().matches(OWN_SESSION));
    }

    private static String text(RowView row, String column) {
        return row.getColumn(column, String.class);
    }

    private static <S extends SqlStatement<S>> S owned(S statement, ExpiredResponse response) {
        return statement.bind("tenant", response.session().tenant()).bind("owner", response.session().owner());
    }
}
