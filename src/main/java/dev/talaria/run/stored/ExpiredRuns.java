package dev.talaria.run.stored;

import dev.talaria.run.RunId;
import dev.talaria.store.Retention;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Deletes runs that are past their time: first their events, and when it is not even to be known any more that they were, their names. */
public final class ExpiredRuns implements Retention.Slice {
    private static final String DUE = """
            SELECT tenant, owner, id, journalled, events_gone FROM run WHERE expires_at <= :now ORDER BY expires_at LIMIT :most""";
    private static final String THIS_RUN = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String DELETE_EVENTS = "DELETE FROM run_event WHERE tenant = :tenant AND owner = :owner AND run = :id";
    private static final String EMPTY = "UPDATE run SET events_gone = TRUE, outcome = NULL, expires_at = :until" + THIS_RUN;
    private static final String DELETE = "DELETE FROM run" + THIS_RUN;

    /** @param remembered its name is to be kept for a while, so that it can be told from one that never was */
    private record Due(RunKey key, boolean remembered) {
    }

    private final Duration named;

    /** @param named how long it is remembered that there was such a run, after its events have gone */
    public ExpiredRuns(Duration named) {
        this.named = Objects.requireNonNull(named);
    }

    @Override
    public Write delete(Instant now, int most, IntConsumer deleted) {
        return handle -> {
            List<Due> due = due(handle, now, most);
            List<Due> emptied = due.stream().filter(Due::remembered).toList();
            each(handle, DELETE_EVENTS, emptied, now.plus(named));
            each(handle, EMPTY, emptied, now.plus(named));
            each(handle, DELETE, due.stream().filter(run -> !run.remembered()).toList(), now);
            deleted.accept(due.size());
        };
    }

    private static List<Due> due(Handle handle, Instant now, int most) {
        return handle.createQuery(DUE).bind("now", Micros.of(now)).bind("most", most).map((RowView row) -> new Due(
                new RunKey(text(row, "tenant"), text(row, "owner"), new RunId(text(row, "id"))),
                row.getColumn("journalled", Boolean.class) && !row.getColumn("events_gone", Boolean.class))).list();
    }

    private static String text(RowView row, String column) {
        return row.getColumn(column, String.class);
    }

    private static void each(Handle handle, String sql, List<Due> runs, Instant until) {
        if (runs.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(sql);
        for (Due run : runs) {
            batch.bind("tenant", run.key().tenant()).bind("owner", run.key().owner()).bind("id", run.key().id().hex());
            if (sql.contains(":until")) {
                batch.bind("until", Micros.of(until));
            }
            batch.add();
        }
        batch.execute();
    }
}
