package dev.talaria.session.catalog;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.SessionStore;
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
public final class ExpiredSessions implements Retention.Slice {
    private static final String NEXT = """
            SELECT num, tenant, owner, id, created_at, updated_at FROM session WHERE num > :after ORDER BY num LIMIT :looked""";
    private static final String HOLD = """
            UPDATE session SET head = NULL WHERE tenant = :tenant AND owner = :owner AND id = :id AND updated_at < :before""";
    /** How many sessions are looked at for each that may be deleted. */
    private static final int LOOKED_AT_EACH = 50;

    private record Found(long num, SessionRef session, long created, long updated) {
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
            long reached = after;
            for (Found found : next) {
                if (gone == most) {
                    break;
                }
                reached = found.num();
                if (found.updated() < limit) {
                    delete(handle, found.session(), limit);
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
                number(row, "created_at"), number(row, "updated_at"))).toList();
    }

    private static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }

    /** A session may have come to life again in another process since it was found. */
    private static void delete(Handle handle, SessionRef session, long before) {
        if (SessionStore.name(handle.createUpdate(HOLD), session).bind("before", before).execute() > 0) {
            SessionEdits.delete(handle, session);
        }
    }
}
