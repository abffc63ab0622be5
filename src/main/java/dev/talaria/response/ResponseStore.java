package dev.talaria.response;

import dev.talaria.message.Usage;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import dev.talaria.store.sql.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table of responses. Immutable, safe for many threads. */
public final class ResponseStore {
    private static final String THIS = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String COLUMNS = """
            SELECT tenant, owner, id, session, node, previous, conversation, model, agent, instructions, memory_scope, background,
                server_tools, echo, status, incomplete_reason, error_code, error_message,
                prompt_tokens, completion_tokens, total_tokens, cached_tokens, reasoning_tokens, created_at, ended_at FROM response""";
    private static final String FIND = COLUMNS + THIS;
    private static final String LATEST = COLUMNS
            + " WHERE tenant = :tenant AND owner = :owner AND session = :session ORDER BY created_at DESC, id DESC LIMIT 1";
    private static final String UPDATE = """
            UPDATE response SET node = :node, status = :status, incomplete_reason = :reason, error_code = :errorCode,
                error_message = :errorMessage, prompt_tokens = :prompt, completion_tokens = :completion, total_tokens = :total,
                cached_tokens = :cached, reasoning_tokens = :reasoning, ended_at = :ended""" + THIS;
    private static final String SAVE = """
            INSERT INTO response (tenant, owner, id, session, node, previous, conversation, model, agent, instructions, memory_scope,
                background, server_tools, echo, status, incomplete_reason, error_code, error_message,
                prompt_tokens, completion_tokens, total_tokens, cached_tokens, reasoning_tokens, created_at, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id, tenant, owner) DO UPDATE SET node = excluded.node, status = excluded.status,
                incomplete_reason = excluded.incomplete_reason, error_code = excluded.error_code, error_message = excluded.error_message,
                prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
                total_tokens = excluded.total_tokens, cached_tokens = excluded.cached_tokens,
                reasoning_tokens = excluded.reasoning_tokens, ended_at = excluded.ended_at""";
    private static final String COUNT = "SELECT COUNT(*) FROM response" + THIS;
    private static final String DELETE = "DELETE FROM response" + THIS;

    private final Database database;

    public ResponseStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Finds a response that the request may see. Blocks for the database.
     *
     * @param id the hex digits
     */
    public Optional<StoredResponse> find(RequestScope asker, String id) {
        return database.read(handle -> handle.createQuery(FIND).bind("tenant", asker.session().tenant())
                .bind("owner", asker.session().owner()).bind("id", id).map((row, context) -> response(row)).findFirst())
                .filter(response -> asker.sees(response.head().agent(), response.head().model()));
    }

    /** Returns the newest response of a session. Blocks for the database. */
    public Optional<StoredResponse> latest(SessionRef session) {
        return database.read(handle -> latest(handle, session));
    }

    Optional<StoredResponse> latest(Handle handle, SessionRef session) {
        return handle.createQuery(LATEST).bind("tenant", session.tenant()).bind("owner", session.owner())
                .bind("session", session.id()).map((row, context) -> response(row)).findFirst();
    }

    /** Stores a response in its current state, replacing its earlier one. */
    public Write save(StoredResponse response) {
        ResponseHead head = response.head();
        ResponseOutcome end = response.end();
        String echo = EchoJson.write(head.echo());
        Usage usage = end == null ? Usage.NONE : end.usage();
        return handle -> Statements.update(handle, SAVE, values -> values.text(head.session().tenant()).text(head.session().owner())
                .text(head.id()).text(head.session().id()).text(response.node()).text(head.previous()).text(head.conversation())
                .text(head.model()).text(head.agent()).text(head.instructions()).text(head.memoryScope())
                .flag(head.background()).flag(head.serverTools()).text(echo)
                .text((end == null ? ResponseStatus.IN_PROGRESS : end.status()).wire())
                .text(end == null ? null : end.incompleteReason()).text(end == null ? null : end.errorCode())
                .text(end == null ? null : end.errorMessage()).number(usage.prompt()).number(usage.completion()).number(usage.total())
                .number(usage.cached()).number(usage.reasoning()).number(Micros.of(head.created()))
                .number(end == null ? null : Long.valueOf(Micros.of(end.ended()))));
    }

    /** Stores a response that has started, unless its end is already stored. */
    public Write begin(ResponseHead head) {
        StoredResponse begun = new StoredResponse(head, null, null);
        return handle -> {
            if (name(handle.createQuery(COUNT), head).mapTo(Long.class).one() == 0) {
                save(begun).apply(handle);
            }
        };
    }

    /**
     * Stores the end of a response that was stored at its start.
     *
     * @param gone applied instead if the response was deleted meanwhile
     */
    public Write end(SessionRef session, String id, String node, ResponseOutcome end, Write gone) {
        return handle -> {
            if (bindEnd(handle.createUpdate(UPDATE), session, id, node, end).execute() == 0) {
                gone.apply(handle);
            }
        };
    }

    public Write delete(ResponseHead head) {
        return handle -> name(handle.createUpdate(DELETE), head).execute();
    }

    private static <S extends SqlStatement<S>> S bindEnd(S statement, SessionRef session, String id, String node, ResponseOutcome end) {
        Usage usage = end.usage();
        return name(statement, session, id).bind("node", node).bind("status", end.status().wire())
                .bind("reason", end.incompleteReason()).bind("errorCode", end.errorCode()).bind("errorMessage", end.errorMessage())
                .bind("prompt", usage.prompt()).bind("completion", usage.completion()).bind("total", usage.total())
                .bind("cached", usage.cached()).bind("reasoning", usage.reasoning()).bind("ended", Micros.of(end.ended()));
    }

    private static <S extends SqlStatement<S>> S name(S statement, ResponseHead head) {
        return name(statement, head.session(), head.id());
    }

    private static <S extends SqlStatement<S>> S name(S statement, SessionRef session, String id) {
        return statement.bind("tenant", session.tenant()).bind("owner", session.owner()).bind("id", id);
    }

    private static StoredResponse response(ResultSet row) throws SQLException {
        SessionRef session = SessionRef.named(row.getString("tenant"), row.getString("owner"), row.getString("session"));
        ResponseHead head = new ResponseHead(row.getString("id"), session, row.getString("model"), row.getString("agent"),
                row.getString("previous"), row.getString("conversation"), row.getString("instructions"), row.getString("memory_scope"),
                row.getBoolean("background"), row.getBoolean("server_tools"), EchoJson.read(row.getString("echo")),
                Micros.at(row.getLong("created_at")));
        row.getLong("ended_at");
        // A status that only another release knows is read as the closest known one; the row keeps it.
        ResponseStatus nearest = row.wasNull() ? ResponseStatus.IN_PROGRESS : ResponseStatus.INCOMPLETE;
        ResponseStatus status = ResponseStatus.of(row.getString("status")).orElse(nearest);
        return new StoredResponse(head, row.getString("node"), status == ResponseStatus.IN_PROGRESS ? null : outcome(row, status));
    }

    private static ResponseOutcome outcome(ResultSet row, ResponseStatus status) throws SQLException {
        Usage usage = new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens"), row.getLong("total_tokens"),
                row.getLong("cached_tokens"), row.getLong("reasoning_tokens"));
        return new ResponseOutcome(status, row.getString("incomplete_reason"), row.getString("error_code"), row.getString("error_message"),
                usage, Micros.at(row.getLong("ended_at")));
    }
}
