package dev.talaria.run.stored;

import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunStatus;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/** The tables of runs and their events. Safe for many threads. */
public final class RunStore {
    private static final String THIS_RUN = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String CREATE = """
            INSERT INTO run (tenant, owner, id, session, derived, source, api_key, model, journalled, memory, status, request, outcome,
                events_gone, created_at, updated_at, expires_at)
            VALUES (:tenant, :owner, :id, :session, :derived, :source, :apiKey, :model, :journalled, :memory, :status, :request, :outcome,
                FALSE, :created, :updated, :expires)""";
    private static final String END = """
            UPDATE run SET memory = :memory, status = :status, request = NULL, outcome = :outcome, updated_at = :updated,
                expires_at = :expires""" + THIS_RUN;
    private static final String COLUMNS = "SELECT tenant, owner, id, session, derived, source, api_key, model, journalled, memory, "
            + "request, outcome, events_gone, created_at, updated_at FROM run";
    private static final String FIND = COLUMNS + THIS_RUN;
    private static final String UNFINISHED =
            COLUMNS + " WHERE expires_at IS NULL AND outcome IS NULL ORDER BY created_at, id LIMIT :most";
    private static final String ADD_EVENTS = """
            INSERT INTO run_event (tenant, owner, run, first_seq, last_seq, events)
            VALUES (:tenant, :owner, :id, :first, :last, :events)""";
    private static final String EVENTS = """
            SELECT events FROM run_event
            WHERE tenant = :tenant AND owner = :owner AND run = :id AND last_seq > :after ORDER BY first_seq LIMIT :most""";
    /** A page of rows; each holds what some milliseconds brought. */
    private static final int PAGE = 50;

    /** Events of one run that are stored together, as JSON. */
    record Batch(RunKey key, long first, long last, String events) {
    }

    private final Database database;

    public RunStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** A run that begins. */
    Write create(RunHead head, Run.MemoryState memory, String input) {
        return handle -> head(handle.createUpdate(CREATE), head).bind("memory", memory.name())
                .bind("status", RunStatus.RUNNING.wire()).bind("request", input).bind("outcome", (String) null)
                .bind("updated", EventJson.micros(head.created())).bind("expires", (Long) null).execute();
    }

    /** A run that ends: the row of a durable one, or a new one for what ran in the foreground. */
    Write end(RunHead head, Run.MemoryState memory, Numbered end, Instant expires) {
        String outcome = EventJson.write(end);
        String status = RunStatus.of((RunEnded) end.event()).wire();
        return handle -> {
            Update statement = head.durable() ? name(handle.createUpdate(END), RunKey.of(head.scope().session(), head.id()))
                    : head(handle.createUpdate(CREATE), head).bind("request", (String) null);
            statement.bind("memory", memory.name()).bind("status", status).bind("outcome", outcome)
                    .bind("updated", EventJson.micros(end.at())).bind("expires", EventJson.micros(expires)).execute();
        };
    }

    /** A durable run that ends without its process. */
    Write end(StoredRun run, Numbered end, Instant expires) {
        String outcome = EventJson.write(end);
        return handle -> name(handle.createUpdate(END), run.key()).bind("memory", run.memory().name())
                .bind("status", RunStatus.of((RunEnded) end.event()).wire()).bind("outcome", outcome)
                .bind("updated", EventJson.micros(end.at())).bind("expires", EventJson.micros(expires)).execute();
    }

    /** Events of any number of runs, as rows of one statement. */
    Write add(List<Batch> batches) {
        return handle -> {
            PreparedBatch rows = handle.prepareBatch(ADD_EVENTS);
            for (Batch batch : batches) {
                name(rows, batch.key()).bind("first", batch.first()).bind("last", batch.last()).bind("events", batch.events()).add();
            }
            rows.execute();
        };
    }

    /** Blocks for the database. */
    Optional<StoredRun> find(RunKey key) {
        return database.read(handle -> name(handle.createQuery(FIND), key).map((row, context) -> run(row)).findFirst());
    }

    /** Those that have no end yet, oldest first. Blocks for the database. */
    List<StoredRun> unfinished(int most) {
        return database.read(handle -> handle.createQuery(UNFINISHED).bind("most", most).map((row, context) -> run(row)).list());
    }

    /** A page of the journal, in order; empty where there is none after this sequence. Blocks for the database. */
    List<Numbered> events(RunKey key, long after) {
        List<String> rows = database.read(handle -> name(handle.createQuery(EVENTS), key).bind("after", after).bind("most", PAGE)
                .map((row, context) -> row.getString(1)).list());
        return rows.stream().flatMap(row -> EventReader.readAll(row).stream()).filter(event -> event.sequence() > after).toList();
    }

    private static StoredRun run(ResultSet row) throws SQLException {
        SessionRef session = new SessionRef(row.getString("tenant"), row.getString("owner"), row.getString("session"),
                row.getBoolean("derived"));
        String outcome = row.getString("outcome");
        return new StoredRun(new RunId(row.getString("id")), session, row.getString("source"), row.getString("api_key"),
                row.getString("model"), row.getBoolean("journalled") ? Durability.DURABLE : Durability.FOREGROUND,
                Run.MemoryState.valueOf(row.getString("memory")), row.getString("request"),
                outcome == null ? null : EventReader.read(outcome), row.getBoolean("events_gone"),
                EventReader.instant(row.getLong("created_at")), EventReader.instant(row.getLong("updated_at")));
    }

    private static <S extends SqlStatement<S>> S head(S statement, RunHead head) {
        SessionRef session = head.scope().session();
        return name(statement, RunKey.of(session, head.id())).bind("session", session.id()).bind("derived", session.derived())
                .bind("source", head.source()).bind("apiKey", head.scope().caller().apiKey()).bind("model", head.model())
                .bind("journalled", head.durable()).bind("created", EventJson.micros(head.created()));
    }

    private static <S extends SqlStatement<S>> S name(S statement, RunKey key) {
        return statement.bind("tenant", key.tenant()).bind("owner", key.owner()).bind("id", key.id().hex());
    }
}
