package dev.talaria.session.catalog;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Deletes the sessions, with all their messages, in which nothing has happened for long. What memory keeps of them stays. */
public final class ExpiredSessions implements Retention.Slice {
    /** What a slice takes beside the sessions themselves, for each: a session with more goes page by page. */
    private static final int MESSAGES_EACH = 10;

    private static final String OLDEST = """
            SELECT tenant, owner, id, message_count FROM session WHERE updated_at < :before ORDER BY updated_at LIMIT :most""";
    private static final String THIS = " WHERE tenant = :tenant AND owner = :owner AND id = :id AND updated_at < :before";
    private static final String DELETE = "DELETE FROM session" + THIS;
    private static final String DELETE_NODES = "DELETE FROM message WHERE tenant = :tenant AND owner = :owner AND session = :id";
    /** A session that comes to life again between two pages begins afresh. */
    private static final String BEHEAD = "UPDATE session SET head = NULL" + THIS;
    private static final String DELETE_PAGE = """
            DELETE FROM message WHERE tenant = :tenant AND owner = :owner AND session = :id AND node IN (
                SELECT node FROM message WHERE tenant = :tenant AND owner = :owner AND session = :id ORDER BY node LIMIT :most)""";

    private record Old(SessionRef session, long messages) {
    }

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        long limit = Micros.of(before);
        return handle -> {
            List<Old> oldest = oldest(handle, limit, most);
            int messages = most * MESSAGES_EACH;
            if (oldest.isEmpty()) {
                deleted.accept(0);
            } else if (oldest.get(0).messages() > messages) {
                deletePage(handle, oldest.get(0).session(), limit, messages);
                deleted.accept(1);
            } else {
                deleted.accept(delete(handle, fitting(oldest, messages), limit));
            }
        };
    }

    private static List<Old> oldest(Handle handle, long before, int most) {
        return handle.createQuery(OLDEST).bind("before", before).bind("most", most).map((RowView row) -> new Old(
                SessionRef.named(text(row, "tenant"), text(row, "owner"), text(row, "id")),
                row.getColumn("message_count", Long.class))).list();
    }

    private static String text(RowView row, String column) {
        return row.getColumn(column, String.class);
    }

    private static List<SessionRef> fitting(List<Old> oldest, int messages) {
        List<SessionRef> fitting = new ArrayList<>();
        long sum = 0;
        for (Old old : oldest) {
            sum += old.messages();
            if (sum > messages) {
                break;
            }
            fitting.add(old.session());
        }
        return fitting;
    }

    /** A session may have come to life again in another process since it was found; then it stays. */
    private static int delete(Handle handle, List<SessionRef> sessions, long before) {
        PreparedBatch rows = handle.prepareBatch(DELETE);
        sessions.forEach(session -> SessionStore.name(rows, session).bind("before", before).add());
        int[] gone = rows.execute();
        PreparedBatch nodes = handle.prepareBatch(DELETE_NODES);
        for (int i = 0; i < gone.length; i++) {
            if (gone[i] > 0) {
                SessionStore.name(nodes, sessions.get(i)).add();
            }
        }
        if (nodes.size() > 0) {
            nodes.execute();
        }
        return sessions.size();
    }

    private static void deletePage(Handle handle, SessionRef session, long before, int most) {
        if (SessionStore.name(handle.createUpdate(BEHEAD), session).bind("before", before).execute() == 0) {
            return;
        }
        int gone = SessionStore.name(handle.createUpdate(DELETE_PAGE), session).bind("most", most).execute();
        if (gone < most) {
            SessionStore.name(handle.createUpdate(DELETE), session).bind("before", before).execute();
        }
    }
}
