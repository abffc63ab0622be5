package dev.talaria.session;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Deletes the sessions, with all their messages, in which nothing has happened for long. What memory keeps of them stays.
 * It walks through the sessions in the order in which they were made and ends where they are too young to be old: an index by their
 * age would cost every turn. For one timer.
 */
public final class ExpiredSessions implements Retention.RetentionJob {
    private static final String NEXT = """
            SELECT num, tenant, owner, id, message_count, created_at, updated_at
            FROM session WHERE num > :after ORDER BY num LIMIT :looked""";
    private static final String HOLD = """
            UPDATE session SET head = NULL WHERE tenant = :tenant AND owner = :owner AND id = :id AND updated_at < :before""";
    private static final String DELETE_PAGE = """
            DELETE FROM message WHERE session = (
                    SELECT num FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id)
                AND node IN (SELECT m.node FROM session s JOIN message m ON m.session = s.num
                    WHERE s.tenant = :tenant AND s.owner = :owner AND s.id = :id ORDER BY m.node LIMIT :most)""";
    /** What a slice takes beside the sessions themselves, for each: a session with more goes page by page. */
    private static final int MESSAGES_EACH = 10;
    /** How many sessions are looked at for each that may be deleted. */
    private static final int LOOKED_AT_EACH = 50;

    private record Found(long num, SessionRef session, long messages, long created, long updated) {
    }

    /** How far the walk has come. A hint: what a slice that failed has passed over is found by the next walk. */
    private volatile long after;

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        long limit = Micros.of(before);
        return handle -> {
            int looked = most * LOOKED_AT_EACH;
            List<Found> next = next(handle, after, looked);
            int gone = 0;
            int messages = most * MESSAGES_EACH;
            long reached = after;
            for (Found found : next) {
                boolean due = found.updated() < limit;
                if (gone == most || due && gone > 0 && found.messages() > messages) {
                    deleted.accept(most);
                    after = reached;
                    return;
                }
                if (due && !delete(handle, found, limit, messages)) {
                    deleted.accept(most);
                    after = reached;
                    return;
                }
                reached = found.num();
                if (due) {
                    messages -= (int) found.messages();
                    gone++;
                }
            }
            boolean through = gone < most && (next.size() < looked || next.get(looked - 1).created() >= limit);
            after = through ? 0 : reached;
            deleted.accept(through ? gone : most);
        };
    }

    private static List<Found> next(Handle handle, long after, int looked) {
        return handle.createQuery(NEXT).bind("after", after).bind("looked", looked).mapToMap().stream().map(row -> new Found(
                number(row, "num"), SessionRef.named((String) row.get("tenant"), (String) row.get("owner"), (String) row.get("id")),
                number(row, "message_count"),
                number(row, "created_at"), number(row, "updated_at"))).toList();
    }

    private static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }

    /**
     * A session may have come to life again in another process since it was found; then it stays, and begins afresh where some of it is
     * gone already.
     *
     * @param most messages
     * @return false where there is more of it
     */
    private static boolean delete(Handle handle, Found found, long before, int most) {
        if (SessionStore.name(handle.createUpdate(HOLD), found.session()).bind("before", before).execute() == 0) {
            return true;
        }
        if (found.messages() > most
                && SessionStore.name(handle.createUpdate(DELETE_PAGE), found.session()).bind("most", most).execute() == most) {
            return false;
        }
        SessionEdits.delete(handle, found.session());
        return true;
    }
}
