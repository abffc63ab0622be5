package dev.talaria.run.stored;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunStatus;
import dev.talaria.run.RunSummary;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.NodeIds;
import dev.talaria.session.TranscriptStore;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import dev.talaria.store.sql.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The tables of runs and their events, written in the name of one server. Safe for many threads. */
public final class RunStore {
    private static final String THIS_RUN = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String UNDER_WAY = " AND server = :server AND outcome IS NULL";
    private static final String CREATE = """
            INSERT INTO run (tenant, owner, id, session, derived, scope, source, api_key, model, agent, journalled, memory, status,
                server, request, outcome, events_gone, created_at, updated_at, expires_at)
            VALUES (:tenant, :owner, :id, :session, :derived, :scope, :source, :apiKey, :model, :agent, :journalled, :memory, :status,
                :server, :request, :outcome, FALSE, :created, :updated, :expires)""";
    private static final String ADD_ENDED = """
            INSERT INTO run (tenant, owner, id, session, derived, scope, source, api_key, model, agent, journalled, memory, status,
                outcome, node, events_gone, created_at, updated_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String GO_ON =
            "UPDATE run SET status = :status, state = :state, memory = :memory, updated_at = :updated" + THIS_RUN + UNDER_WAY;
    private static final String END = """
            UPDATE run SET memory = :memory, status = :status, request = NULL, state = NULL, outcome = :outcome, updated_at = :updated,
                expires_at = :expires""" + THIS_RUN + UNDER_WAY;
    private static final String COLUMNS = "SELECT tenant, owner, id, session, derived, source, api_key, model, agent, journalled, memory, "
            + "status, server, request, state, outcome, node, events_gone, created_at, updated_at FROM run";
    private static final String FIND = COLUMNS + THIS_RUN;
    private static final String LEFT = COLUMNS + """
             WHERE expires_at IS NULL AND outcome IS NULL AND status = :status AND (server IS NULL OR server NOT IN (<living>))
            ORDER BY created_at, id LIMIT :most""";
    private static final String OWN = COLUMNS + """
             WHERE expires_at IS NULL AND outcome IS NULL AND status = :status AND server = :server
                AND (created_at > :created OR created_at = :created AND id > :id)
            ORDER BY created_at, id LIMIT :most""";
    private static final String OWN_IDS =
            "SELECT id FROM run WHERE expires_at IS NULL AND outcome IS NULL AND server = :server";
    private static final String TAKE = "UPDATE run SET server = :server" + THIS_RUN
            + " AND outcome IS NULL AND (server = :before OR server IS NULL AND :before IS NULL)";
    private static final String DISOWN = "UPDATE run SET server = NULL WHERE expires_at IS NULL" + UNDER_WAY;
    private static final String GIVE_BACK = "UPDATE run SET server = NULL" + THIS_RUN + UNDER_WAY;
    private static final String ADD_EVENTS = """
            INSERT INTO run_event (tenant, owner, run, first_seq, last_seq, events)
            SELECT tenant, owner, id, CAST(:first AS BIGINT), CAST(:last AS BIGINT), CAST(:events AS TEXT)
            FROM run""" + THIS_RUN + UNDER_WAY;
    private static final String LIST = """
            SELECT id, session, model, source, status, created_at, updated_at
            FROM (SELECT tenant, owner, id, session, model, agent, source, status, events_gone, created_at, updated_at
                FROM run
                WHERE id < :before ORDER BY id DESC LIMIT :window) AS latest
            WHERE tenant = :tenant AND owner = :owner AND NOT events_gone AND (:agent = '' OR agent = :agent)
                AND (:limited = 0 OR agent IN (<granted>) OR model IN (<passed>) OR agent = '' AND (model = '' OR model IN (<granted>)))
            ORDER BY id DESC LIMIT :most""";
    /** No agent and no model has this name. */
    private static final String NOBODY = " ";
    static final String DELETE = "DELETE FROM run" + THIS_RUN;
    private static final String DELETE_EVENTS = """
            DELETE FROM run_event WHERE tenant = :tenant AND owner = :owner AND run = :id AND first_seq IN (
                SELECT first_seq FROM run_event WHERE tenant = :tenant AND owner = :owner AND run = :id ORDER BY first_seq LIMIT :most)""";
    private static final String EVENTS = """
            SELECT events FROM run_event
            WHERE tenant = :tenant AND owner = :owner AND run = :id AND last_seq > :after ORDER BY first_seq LIMIT :most""";
    /** The runs of all owners that a list looks through: no index finds those of one. */
    private static final int WINDOW = 20_000;
    /** Rows of a page; a row holds the events of some milliseconds. */
    private static final int PAGE = 50;

    /** Events of one run that are stored together, as JSON. */
    record Batch(RunKey key, long first, long last, String events) {
    }

    private final Database database;
    private final TranscriptStore nodes;
    private final String server;

    /** @param server the owner of the runs to write; a write fails for a run that another server has taken over */
    public RunStore(Database database, String server) {
        this.database = Objects.requireNonNull(database);
        this.nodes = new TranscriptStore(database);
        this.server = Objects.requireNonNull(server);
    }

    /** Inserts an accepted run that has not started. */
    Write create(RunHead head, Run.MemoryState memory, String request) {
        return handle -> head(handle.createUpdate(CREATE), head).bind("memory", memory.name())
                .bind("status", RunStatus.QUEUED.wire()).bind("request", request).bind("outcome", (String) null)
                .bind("updated", Micros.of(head.created())).bind("expires", (Long) null).execute();
    }

    /**
     * Updates a durable run that starts, waits or resumes.
     *
     * @param state the suspended turn while the run waits; else null
     */
    Write resume(RunHead head, Run.MemoryState memory, RunStatus status, String state, Instant now) {
        return handle -> mine(head, name(handle.createUpdate(GO_ON), RunKey.of(head.scope().session(), head.id()))
                .bind("status", status.wire()).bind("state", state).bind("memory", memory.name()).bind("server", server)
                .bind("updated", Micros.of(now)).execute());
    }

    /** Stores the end of a run: updates the row of a durable one, inserts a row for a foreground one. */
    Write end(RunHead head, Run.MemoryState memory, Numbered end, Instant expires) {
        return head.durable() ? endOfDurable(head, memory, end, expires) : endOfForeground(head, memory, end, null, expires);
    }

    /**
     * As {@link #end(RunHead, Run.MemoryState, Numbered, Instant)}. The output of a foreground run is left out of the row if its session
     * holds it.
     *
     * @param node the turn's last node in the session; null if the session does not hold the turn
     */
    Write end(RunHead head, Run.MemoryState memory, Numbered end, String node, Instant expires) {
        if (head.durable() || node == null) {
            return end(head, memory, end, expires);
        }
        Numbered bare = new Numbered(end.sequence(), end.at(), StoredOutput.without((RunEnded) end.event()));
        return endOfForeground(head, memory, bare, NodeIds.number(node), expires);
    }

    private Write endOfDurable(RunHead head, Run.MemoryState memory, Numbered end, Instant expires) {
        String outcome = EventJson.write(end);
        String status = RunStatus.of((RunEnded) end.event()).wire();
        return handle -> mine(head, name(handle.createUpdate(END), RunKey.of(head.scope().session(), head.id())).bind("server", server)
                .bind("memory", memory.name()).bind("status", status).bind("outcome", outcome)
                .bind("updated", Micros.of(end.at())).bind("expires", Micros.of(expires)).execute());
    }

    private static Write endOfForeground(RunHead head, Run.MemoryState memory, Numbered end, Long node, Instant expires) {
        String outcome = EventJson.write(end);
        String status = RunStatus.of((RunEnded) end.event()).wire();
        SessionRef session = head.scope().session();
        return handle -> Statements.insert(handle, ADD_ENDED, values -> values.text(session.tenant()).text(session.owner())
                .text(head.id().hex()).text(session.id()).flag(session.derived()).text(scope(head)).text(head.source())
                .text(head.scope().caller().apiKey()).text(head.model()).text(head.scope().agentOrEmpty()).flag(false)
                .text(memory.name()).text(status).text(outcome)
                .number(node).flag(false).number(Micros.of(head.created())).number(Micros.of(end.at())).number(Micros.of(expires)));
    }

    /** Null if the run has no memory scope. */
    private static String scope(RunHead head) {
        return head.scope().memoryScope().map(MemoryScope::id).orElse(null);
    }

    private static void mine(RunHead head, int rows) {
        if (rows == 0) {
            throw takenOver(head.id());
        }
    }

    static ApiException takenOver(RunId run) {
        return ErrorCode.RUN_NOT_ACTIVE.because("Another server has taken over " + run);
    }

    /** Returns whether a write failed because the run is another server's. */
    static boolean isTakenOver(Throwable failure) {
        return failure instanceof ApiException known && known.code() == ErrorCode.RUN_NOT_ACTIVE;
    }

    /**
     * Inserts events of any number of runs, one row a batch.
     *
     * @param refused accepts the index of each batch whose run is another server's by now
     */
    Write add(List<Batch> batches, IntConsumer refused) {
        return handle -> {
            PreparedBatch rows = handle.prepareBatch(ADD_EVENTS);
            for (Batch batch : batches) {
                name(rows, batch.key()).bind("server", server).bind("first", batch.first()).bind("last", batch.last())
                        .bind("events", batch.events()).add();
            }
            int[] added = rows.execute();
            IntStream.range(0, added.length).filter(i -> added[i] == 0).forEach(refused);
        };
    }

    /** Returns the stored run; blocks for the database. */
    Optional<StoredRun> find(RunKey key) {
        Optional<Found> found = database.read(handle -> name(handle.createQuery(FIND), key).map((row, context) -> {
            long number = row.getLong("node");
            String node = row.wasNull() ? null : NodeIds.text(number);
            return new Found(run(row), node);
        }).findFirst());
        return found.map(row -> row.node() == null || row.run().end() == null ? row.run() : restored(row.run(), row.node()));
    }

    /**
     * Returns the owner's runs among the latest {@value #WINDOW} of this database, newest first. Blocks for the database.
     *
     * @param before null for the newest
     */
    List<RunSummary> list(RequestScope asker, @Nullable RunId before, int most) {
        Set<String> granted = asker.caller().grants().models();
        Set<String> passed = asker.agents().passed();
        return database.read(handle -> handle.createQuery(LIST).bind("tenant", asker.session().tenant())
                .bind("owner", asker.session().owner()).bind("agent", Objects.requireNonNullElse(asker.agents().within(), ""))
                .bind("limited", granted.size()).bindList("granted", granted.isEmpty() ? List.of(NOBODY) : List.copyOf(granted))
                .bindList("passed", passed.isEmpty() ? List.of(NOBODY) : List.copyOf(passed))
                .bind("before", before == null ? "g" : before.hex()).bind("window", WINDOW).bind("most", most)
                .map((row, context) -> new RunSummary(new RunId(row.getString("id")), row.getString("session"), row.getString("model"),
                        row.getString("source"), RunStatus.of(row.getString("status")).orElse(RunStatus.RUNNING),
                        Micros.at(row.getLong("created_at")), Micros.at(row.getLong("updated_at")))).list());
    }

    private record Found(StoredRun run, String node) {
    }

    private StoredRun restored(StoredRun run, String node) {
        RunEnded end = StoredOutput.restored((RunEnded) run.end().event(), nodes.turn(run.session(), run.id().toString(), node));
        return run.ended(new Numbered(run.end().sequence(), run.end().at(), end));
    }

    /**
     * Returns the orphaned runs, those without an end whose server is none of these, oldest first. Blocks for the database.
     *
     * @param living servers that execute their own runs
     */
    List<StoredRun> left(RunStatus status, Set<String> living, int most) {
        List<String> names = living.isEmpty() ? List.of("") : List.copyOf(living);
        return database.read(handle -> handle.createQuery(LEFT).bind("status", status.wire()).bindList("living", names)
                .bind("most", most).map((row, context) -> run(row)).list());
    }

    /**
     * Returns this server's runs without an end, oldest first. Blocks for the database.
     *
     * @param after the last run of the page before; null for the first page
     */
    List<StoredRun> own(RunStatus status, StoredRun after, int most) {
        return database.read(handle -> handle.createQuery(OWN).bind("status", status.wire()).bind("server", server)
                .bind("created", after == null ? Long.MIN_VALUE : Micros.of(after.created()))
                .bind("id", after == null ? "" : after.id().hex()).bind("most", most).map((row, context) -> run(row)).list());
    }

    /** Returns the ids of all of this server's runs without an end. Blocks for the database. */
    Set<RunId> ownIds() {
        return database.read(handle -> handle.createQuery(OWN_IDS).bind("server", server)
                .map((row, context) -> new RunId(row.getString(1))).set());
    }

    /** Returns whether the run is stored as another server's, active or ended. Blocks for the database. */
    boolean isOthers(RunKey key) {
        return find(key).filter(run -> run.server() != null && !run.server().equals(server)).isPresent();
    }

    /** Takes over an orphaned run for this server; {@code taken} accepts whether it was still free. */
    Write take(StoredRun run, Consumer<Boolean> taken) {
        return handle -> taken.accept(name(handle.createUpdate(TAKE), run.key()).bind("server", server)
                .bind("before", run.server()).execute() == 1);
    }

    /** Releases all runs of this server, so that any server may take them over. */
    Write disown() {
        return handle -> handle.createUpdate(DISOWN).bind("server", server).execute();
    }

    /** Releases a run of this server, so that any server may take it over. */
    Write giveBack(StoredRun run) {
        return handle -> name(handle.createUpdate(GIVE_BACK), run.key()).bind("server", server).execute();
    }

    /** Returns a page of the journal, in order; empty if there is nothing after this sequence number. Blocks for the database. */
    List<Numbered> events(RunKey key, long after) {
        List<String> rows = database.read(handle -> name(handle.createQuery(EVENTS), key).bind("after", after).bind("most", PAGE)
                .map((row, context) -> row.getString(1)).list());
        return rows.stream().flatMap(row -> EventReader.readAll(row).stream()).filter(event -> event.sequence() > after).toList();
    }

    private static StoredRun run(ResultSet row) throws SQLException {
        SessionRef session = new SessionRef(row.getString("tenant"), row.getString("owner"), row.getString("session"),
                row.getBoolean("derived"));
        String outcome = row.getString("outcome");
        Numbered end = outcome == null ? null : EventReader.read(outcome);
        // A status of another release counts as the closest known one; the row keeps its own.
        RunStatus status = RunStatus.of(row.getString("status"))
                .orElse(end == null ? RunStatus.RUNNING : RunStatus.of((RunEnded) end.event()));
        return new StoredRun(new RunId(row.getString("id")), session, row.getString("source"), row.getString("api_key"),
                row.getString("model"), row.getString("agent"), row.getBoolean("journalled") ? Durability.DURABLE : Durability.FOREGROUND,
                memory(row.getString("memory")), new StoredRun.RunExecutionState(status,
                        row.getString("server"), row.getString("request"), row.getString("state")),
                end, row.getBoolean("events_gone"),
                Micros.at(row.getLong("created_at")), Micros.at(row.getLong("updated_at")));
    }

    private static Run.MemoryState memory(String name) {
        return Arrays.stream(Run.MemoryState.values()).filter(state -> state.name().equals(name)).findFirst()
                .orElse(Run.MemoryState.NONE);
    }

    private <S extends SqlStatement<S>> S head(S statement, RunHead head) {
        SessionRef session = head.scope().session();
        return name(statement, RunKey.of(session, head.id())).bind("session", session.id()).bind("derived", session.derived())
                .bind("scope", scope(head))
                .bind("source", head.source()).bind("apiKey", head.scope().caller().apiKey()).bind("model", head.model())
                .bind("agent", head.scope().agentOrEmpty())
                .bind("server", server).bind("journalled", head.durable()).bind("created", Micros.of(head.created()));
    }

    /** Deletes a run's oldest events, up to {@code most} rows; returns the number deleted. */
    static int deleteEvents(Handle handle, RunKey key, int most) {
        return name(handle.createUpdate(DELETE_EVENTS), key).bind("most", most).execute();
    }

    /** Binds {@code tenant}, {@code owner} and {@code id}. */
    static <S extends SqlStatement<S>> S name(S statement, RunKey key) {
        return statement.bind("tenant", key.tenant()).bind("owner", key.owner()).bind("id", key.id().hex());
    }
}
