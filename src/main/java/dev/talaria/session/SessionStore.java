package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** The tables of sessions and their messages. Safe for many threads. */
public final class SessionStore {
    private static final String THIS_SESSION = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String FACTS = "SELECT head, created_at, system_prompt FROM session" + THIS_SESSION;
    private static final String NODES_OF = """
            SELECT node, parent, role, parts, author, from_client, partial, run, created_at, user_id FROM message
            WHERE tenant = :tenant AND owner = :owner AND session = :id""";
    private static final String NODES = NODES_OF + " ORDER BY node";
    private static final String TURN = NODES_OF + " AND run = :run ORDER BY node";
    private static final String TOUCH = """
            UPDATE session SET model = :model, api_key = :apiKey, memory_scope = :memoryScope, user_id = :userId,
                derived = derived AND :derived, head = COALESCE(:head, head),
                preview = COALESCE(preview, :preview), model_calls = model_calls + :modelCalls,
                message_count = message_count + :messages, tool_call_count = tool_call_count + :toolCalls,
                prompt_tokens = CASE WHEN prompt_tokens > 9223372036854775807 - :prompt THEN 9223372036854775807
                    ELSE prompt_tokens + :prompt END,
                completion_tokens = CASE WHEN completion_tokens > 9223372036854775807 - :completion THEN 9223372036854775807
                    ELSE completion_tokens + :completion END,
                cached_tokens = CASE WHEN cached_tokens > 9223372036854775807 - :cached THEN 9223372036854775807
                    ELSE cached_tokens + :cached END,
                reasoning_tokens = CASE WHEN reasoning_tokens > 9223372036854775807 - :reasoning THEN 9223372036854775807
                    ELSE reasoning_tokens + :reasoning END,
                updated_at = CASE WHEN updated_at > :now THEN updated_at ELSE :now END""" + THIS_SESSION
            + " AND (:begun < 0 OR created_at = :begun)";
    private static final String CREATE = """
            INSERT INTO session (tenant, owner, id, derived, source, api_key, model, user_id, memory_scope, head, preview, model_calls,
                message_count, tool_call_count, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, created_at, updated_at)
            VALUES (:tenant, :owner, :id, :derived, :source, :apiKey, :model, :userId, :memoryScope, :head, :preview, :modelCalls,
                :messages, :toolCalls, :prompt, :completion, :cached, :reasoning, :created, :now)""";
    private static final String ADD = """
            INSERT INTO message (tenant, owner, session, node, parent, role, parts, author, user_id, run, from_client, partial, created_at,
                words)
            VALUES (:tenant, :owner, :id, :node, :parent, :role, :parts, :author, :userId, :run, :fromClient, :partial, :created,
                :words)""";

    private final Database database;
    private final NodeIds ids;

    public SessionStore(Database database, NodeIds ids) {
        this.database = Objects.requireNonNull(database);
        this.ids = Objects.requireNonNull(ids);
    }

    /**
     * The history of a turn: reads the whole tree; blocks for the database. Empty for a session that is not known, or that is derived:
     * what strangers who open with the same words said is no history of anybody.
     */
    public Transcript load(SessionRef session) {
        return session.derived() ? Transcript.EMPTY : read(session);
    }

    /** As {@link #load}, of a derived session too: for its owner to look at. */
    public Transcript read(SessionRef session) {
        return database.read(handle -> {
            Optional<Facts> facts = name(handle.createQuery(FACTS), session).map((row, context) ->
                    new Facts(row.getString("head"), Micros.at(row.getLong("created_at")), row.getString("system_prompt"))).findFirst();
            if (facts.isEmpty()) {
                return Transcript.EMPTY;
            }
            List<Node> nodes = name(handle.createQuery(NODES), session).map((row, context) -> node(row)).list();
            return new Transcript(nodes, facts.get().head(), facts.get().begun(), facts.get().systemPrompt());
        });
    }

    private record Facts(String head, Instant begun, String systemPrompt) {
    }

    private static Node node(ResultSet row) throws SQLException {
        Message message = MessagesJson.message(row.getString("role"), row.getString("parts"), row.getString("author"));
        return new Node(row.getString("node"), row.getString("parent"), message, row.getBoolean("from_client"),
                row.getBoolean("partial"), row.getString("run"), Micros.at(row.getLong("created_at")), row.getString("user_id"));
    }

    /** What one run stored of its turn, in order; blocks for the database. */
    public List<Node> turn(SessionRef session, String run) {
        return database.read(handle -> name(handle.createQuery(TURN), session).bind("run", run).map((row, context) -> node(row)).list());
    }

    /**
     * The part of a turn's transaction that stores it: the session if it is new, the nodes in a chain, and the head where it moves.
     * A derived session has no head, it only groups turns. Everything costly is done here, on the caller's thread.
     */
    public Write append(SessionRef session, TurnRecord turn) {
        return append(session, turn, Write.NOTHING);
    }

    /**
     * As {@link #append(SessionRef, TurnRecord)}, with what else the turn leaves behind. Neither is stored where the session that the turn
     * began in has been deleted since: it must not come back.
     */
    public Write append(SessionRef session, TurnRecord turn, Write alongside) {
        return appendTo(session, turn, end -> alongside);
    }

    /** As {@link #append(SessionRef, TurnRecord, Write)}, for what must know the node at which the turn ends. */
    public Write appendTo(SessionRef session, TurnRecord turn, Function<String, Write> ending) {
        List<Row> rows = rows(turn);
        Write alongside = ending.apply(end(turn, rows));
        String preview = SearchText.preview(turn.at().append());
        return handle -> {
            int known = touch(handle.createUpdate(TOUCH), session, turn, rows).bind("preview", preview)
                    .bind("begun", begun(turn)).execute();
            if (known == 0) {
                if (turn.at().begun() != null) {
                    return;
                }
                touch(handle.createUpdate(CREATE), session, turn, rows).bind("preview", preview).bind("source", turn.by().source())
                        .bind("created", Micros.of(turn.asked())).execute();
            }
            if (!rows.isEmpty()) {
                add(handle, session, turn.by(), rows);
            }
            alongside.apply(handle);
        };
    }

    private static long begun(TurnRecord turn) {
        return turn.at().begun() == null ? -1 : Micros.of(turn.at().begun());
    }

    private record Row(String node, String parent, Message message, String parts, String words, boolean fromClient, boolean partial,
                       Instant created) {
        long toolCalls() {
            return fromClient ? 0 : message.toolCalls().size();
        }

        boolean isModelCall() {
            return !fromClient && message.role() == Role.ASSISTANT;
        }
    }

    private List<Row> rows(TurnRecord turn) {
        List<Row> rows = new ArrayList<>();
        String parent = turn.at().parent();
        for (Message message : turn.at().append()) {
            rows.add(row(parent, message, true, false, turn.asked()));
            parent = rows.get(rows.size() - 1).node();
        }
        for (TurnRecord.Said said : turn.said()) {
            rows.add(row(parent, said.message(), said.message().role() == Role.USER, said.partial(), said.at()));
            parent = rows.get(rows.size() - 1).node();
        }
        return rows;
    }

    private Row row(String parent, Message message, boolean fromClient, boolean partial, Instant created) {
        return new Row(ids.next(), parent, message, PartsJson.write(message.parts()), SearchText.words(message), fromClient, partial,
                created);
    }

    private static String end(TurnRecord turn, List<Row> rows) {
        return rows.isEmpty() ? turn.at().parent() : rows.get(rows.size() - 1).node();
    }

    private static <S extends SqlStatement<S>> S touch(S statement, SessionRef session, TurnRecord turn, List<Row> rows) {
        Usage usage = turn.usage();
        boolean empty = rows.isEmpty();
        String end = end(turn, rows);
        return name(statement, session).bind("derived", session.derived())
                .bind("apiKey", turn.by().apiKey()).bind("model", turn.by().model())
                .bind("userId", turn.by().user().userId().orElse(null)).bind("memoryScope", turn.by().memoryScope())
                .bind("head", turn.moveHead() && !session.derived() ? end : null)
                .bind("messages", rows.size()).bind("toolCalls", rows.stream().mapToLong(Row::toolCalls).sum())
                .bind("modelCalls", rows.stream().filter(Row::isModelCall).count())
                .bind("prompt", usage.prompt()).bind("completion", usage.completion())
                .bind("cached", usage.cached()).bind("reasoning", usage.reasoning())
                .bind("now", Micros.of(empty ? turn.asked() : rows.get(rows.size() - 1).created()));
    }

    private static void add(Handle handle, SessionRef session, Attribution by, List<Row> rows) {
        PreparedBatch batch = handle.prepareBatch(ADD);
        for (Row row : rows) {
            name(batch, session).bind("node", row.node()).bind("parent", row.parent()).bind("role", row.message().role().wire())
                    .bind("parts", row.parts()).bind("words", row.words()).bind("author", row.message().author())
                    .bind("userId", by.user().userId().orElse(null)).bind("run", by.run())
                    .bind("fromClient", row.fromClient()).bind("partial", row.partial())
                    .bind("created", Micros.of(row.created())).add();
        }
        batch.execute();
    }

    /** Binds {@code tenant}, {@code owner} and {@code id}. */
    public static <S extends SqlStatement<S>> S name(S statement, SessionRef session) {
        return statement.bind("tenant", session.tenant()).bind("owner", session.owner()).bind("id", session.id());
    }
}
