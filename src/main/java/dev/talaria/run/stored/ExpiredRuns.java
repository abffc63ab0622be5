package dev.talaria.run.stored;

import dev.talaria.run.RunId;
import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Deletes expired runs: first their events, page by page, and later, when an expired run need not be told from an unknown one any more,
 * their rows. From the first page on, a run's events cannot be read.
 */
public final class ExpiredRuns implements Retention.RetentionJob {
    /** Rows of events that a slice deletes for each of its runs. */
    private static final int EVENTS_EACH = 10;
    private static final String DUE = """
            SELECT tenant, owner, id, journalled, events_gone, outcome IS NULL AS emptied
            FROM run WHERE expires_at <= :now ORDER BY expires_at LIMIT :most""";
    private static final String THIS_RUN = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String BEGIN = "UPDATE run SET events_gone = TRUE" + THIS_RUN;
    private static final String EMPTY = "UPDATE run SET events_gone = TRUE, outcome = NULL, expires_at = :until" + THIS_RUN;

    /** @param remembered whether its row is kept for a while without events, so that the run is reported as expired, not as unknown */
    private record ExpiredRun(RunKey key, boolean remembered) {
    }

    private final Duration named;

    /** @param named how long a run's row is kept after its events were deleted */
    public ExpiredRuns(Duration named) {
        this.named = Objects.requireNonNull(named);
    }

    @Override
    public Write delete(Instant now, int most, IntConsumer deleted) {
        return handle -> {
            List<ExpiredRun> expiredRuns = expiredRuns(handle, now, most);
            boolean more = empty(handle, expiredRuns.stream().filter(ExpiredRun::remembered).map(ExpiredRun::key).toList(),
                    most * EVENTS_EACH, now.plus(named));
            delete(handle, expiredRuns.stream().filter(run -> !run.remembered()).map(ExpiredRun::key).toList());
            deleted.accept(more ? most : expiredRuns.size());
        };
    }

    private static List<ExpiredRun> expiredRuns(Handle handle, Instant now, int most) {
        return handle.createQuery(DUE).bind("now", Micros.of(now)).bind("most", most).map((RowView row) -> new ExpiredRun(
                new RunKey(text(row, "tenant"), text(row, "owner"), new RunId(text(row, "id"))),
                is(row, "journalled") && !(is(row, "events_gone") && is(row, "emptied")))).list();
    }

    private static String text(RowView row, String column) {
        return row.getColumn(column, String.class);
    }

    private static boolean is(RowView row, String column) {
        return row.getColumn(column, Boolean.class);
    }

    /** Deletes events within this budget; returns whether any are left, which the next slice finds still due. */
    private static boolean empty(Handle handle, List<RunKey> runs, int events, Instant until) {
        int left = events;
        for (RunKey run : runs) {
            int gone = RunStore.deleteEvents(handle, run, left);
            left -= gone;
            if (left <= 0) {
                RunStore.name(handle.createUpdate(BEGIN), run).execute();
                return true;
            }
            RunStore.name(handle.createUpdate(EMPTY), run).bind("until", Micros.of(until)).execute();
        }
        return false;
    }

    private static void delete(Handle handle, List<RunKey> runs) {
        if (runs.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(RunStore.DELETE);
        runs.forEach(run -> RunStore.name(batch, run).add());
        batch.execute();
    }
}
