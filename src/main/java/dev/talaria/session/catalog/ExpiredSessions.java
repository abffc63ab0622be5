package dev.talaria.session.catalog;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;

/** Deletes the sessions, with all their messages, in which nothing has happened for long. What memory keeps of them stays. */
public final class ExpiredSessions implements Retention.Slice {
    private static final String OLDEST = """
            SELECT tenant, owner, id FROM session WHERE updated_at < :before ORDER BY updated_at LIMIT :most""";
    private static final String DELETE = """
            DELETE FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id AND updated_at < :before""";

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        long limit = Micros.of(before);
        return handle -> {
            List<SessionRef> oldest = oldest(handle, limit, most);
            oldest.forEach(session -> delete(handle, session, limit));
            deleted.accept(oldest.size());
        };
    }

    private static List<SessionRef> oldest(Handle handle, long before, int most) {
        return handle.createQuery(OLDEST).bind("before", before).bind("most", most).mapToMap(String.class).stream()
                .map(row -> SessionRef.named(row.get("tenant"), row.get("owner"), row.get("id"))).toList();
    }

    /** A session may have come to life again in another process since it was found. */
    private static void delete(Handle handle, SessionRef session, long before) {
        if (SessionStore.name(handle.createUpdate(DELETE), session).bind("before", before).execute() > 0) {
            SessionEdits.deleteNodes(handle, session);
        }
    }
}
