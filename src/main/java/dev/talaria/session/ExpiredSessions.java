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
 * Deletes idle sessions with all their messages once their retention is over; memory of them stays. Walks the sessions in order of creation
 * and stops at those too young to be idle for long enough: an index by activity would cost every turn. For one timer.
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
    /** Messages that a slice deletes for each of its sessions; a longer session is deleted page by page. */
    private static final int MESSAGES_EACH = 10;
    /** How many sessions are scanned for each that may be deleted. */
    private static final int LOOKED_AT_EACH = 50;

    private record Found(long num, SessionRef session, long messages, long created, long updated) {
    }

    /** The position of the walk. Only a hint: what a failed slice has skipped is found by the next walk. */
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
     * Another process may have added a turn since the session was found; then it stays, and its conversation starts again if part of it is
     * already deleted.
     *
     * @param most maximum number of messages
     * @return false if there are more messages
     */
    private static boolean delete(Handle handle, Found found, long before, int most) {
        if (SessionStore.name(handle.createUpdate(HOLD), found.session()).bind("before", before).execute() == 0) {
            return true;
        }
        if (found.messages() > most
                && SessionStore.name(handle.createUpdate(DELETE_PAGE), found.session()).bind("most", most).execute() == most) {
            SummaryStore.edited(handle, found.session());
            return false;
        }
        SessionEdits.delete(handle, found.session());
        return true;
    }
}
