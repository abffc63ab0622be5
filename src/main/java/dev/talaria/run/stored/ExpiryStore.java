package dev.talaria.run.stored;

import dev.talaria.run.RunId;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What runs leave in their tables past its time. Everything here works on a slice. */
final class ExpiryStore {
    private static final String DUE = """
            SELECT tenant, owner, id, journalled, events_gone FROM run WHERE expires_at <= :now ORDER BY expires_at LIMIT :most""";
    private static final String THIS_RUN = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String DELETE_EVENTS = "DELETE FROM run_event WHERE tenant = :tenant AND owner = :owner AND run = :id";
    private static final String EMPTY =
            "UPDATE run SET events_gone = TRUE, status = 'expired', outcome = NULL, expires_at = :until" + THIS_RUN;
    private static final String DELETE = "DELETE FROM run" + THIS_RUN;
    private static final String DELETE_KEYS = """
            DELETE FROM idempotency WHERE (tenant, owner, api_key, memory_scope, session, name) IN
                (SELECT tenant, owner, api_key, memory_scope, session, name FROM idempotency WHERE expires_at <= :now
                 ORDER BY expires_at LIMIT :most)""";

    /** @param remembered its name is to be kept for a while, so that it can be told from one that never was */
    record Due(RunKey key, boolean remembered) {
    }

    private final Database database;

    ExpiryStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Blocks for the database. */
    List<Due> due(Instant now, int most) {
        return database.read(handle -> handle.createQuery(DUE).bind("now", EventJson.micros(now)).bind("most", most)
                .map((row, context) -> new Due(
                        new RunKey(row.getString("tenant"), row.getString("owner"), new RunId(row.getString("id"))),
                        row.getBoolean("journalled") && !row.getBoolean("events_gone"))).list());
    }

    /** @param until when the names of the remembered ones go too */
    Write expire(List<Due> due, Instant until) {
        List<Due> emptied = due.stream().filter(Due::remembered).toList();
        List<Due> deleted = due.stream().filter(run -> !run.remembered()).toList();
        return handle -> {
            each(handle, DELETE_EVENTS, emptied, until);
            each(handle, EMPTY, emptied, until);
            each(handle, DELETE, deleted, until);
        };
    }

    private static void each(Handle handle, String sql, List<Due> runs, Instant until) {
        if (runs.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(sql);
        for (Due run : runs) {
            batch.bind("tenant", run.key().tenant()).bind("owner", run.key().owner()).bind("id", run.key().id().hex());
            if (sql.contains(":until")) {
                batch.bind("until", EventJson.micros(until));
            }
            batch.add();
        }
        batch.execute();
    }

    Write expireKeys(Instant now, int most) {
        return handle -> handle.createUpdate(DELETE_KEYS).bind("now", EventJson.micros(now)).bind("most", most).execute();
    }
}
