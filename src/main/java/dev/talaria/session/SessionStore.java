package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import dev.talaria.store.sql.Statements;
import dev.talaria.store.sql.Values;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The tables of sessions and their messages. Safe for many threads. */
public final class SessionStore {
    /** How many of the latest nodes of a derived session, which many turns share, are searched for the one that is continued. */
    private static final int LATEST = 500;
    private static final String TOUCH = """
            UPDATE session SET model = ?, api_key = ?, memory_scope = ?, user_id = ?,
                derived = CASE WHEN ? THEN derived ELSE ? END, head = COALESCE(?, head), preview = COALESCE(preview, ?),
                model_calls = model_calls + ?, message_count = message_count + ?, tool_call_count = tool_call_count + ?,
                prompt_tokens = CASE WHEN prompt_tokens > ? THEN 9223372036854775807 ELSE prompt_tokens + ? END,
                completion_tokens = CASE WHEN completion_tokens > ? THEN 9223372036854775807 ELSE completion_tokens + ? END,
                cached_tokens = CASE WHEN cached_tokens > ? THEN 9223372036854775807 ELSE cached_tokens + ? END,
                reasoning_tokens = CASE WHEN reasoning_tokens > ? THEN 9223372036854775807 ELSE reasoning_tokens + ? END,
                updated_at = CASE WHEN updated_at > ? THEN updated_at ELSE ? END
            WHERE tenant = ? AND owner = ? AND id = ? AND (? < 0 OR created_at = ?) RETURNING num""";
    private static final String CREATE = """
            INSERT INTO session (derived, source, api_key, model, agent, user_id, memory_scope, head, preview, model_calls, message_count,
                tool_call_count, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, created_at, updated_at,
                tenant, owner, id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, owner, id) DO NOTHING RETURNING num""";
    private static final String ADD = """
            INSERT INTO message (session, node, parent, role, parts, author, user_id, run, from_client, partial, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final TranscriptStore reader;
    private final NodeIds ids;

    public SessionStore(Database database, NodeIds ids) {
        this.reader = new TranscriptStore(Objects.requireNonNull(database));
        this.ids = Objects.requireNonNull(ids);
    }

    /**
     * Returns a turn's history within the window; blocks for the database. Empty for an unknown session, and for a derived one: what
     * strangers with the same first words said is no one's history.
     */
    public Transcript load(SessionRef session, HistoryWindow window) {
        return load(session, window, length -> { });
    }

    /**
     * As {@link #load(SessionRef, HistoryWindow)}.
     *
     * @param meter accepts the length of each message as it is read, in stored characters; what it throws ends the loading
     */
    public Transcript load(SessionRef session, HistoryWindow window, LongConsumer meter) {
        return session.derived() ? Transcript.EMPTY : reader.within(session, window, meter);
    }

    /** As {@link #load(SessionRef, HistoryWindow)}, with every node of every branch. */
    public Transcript load(SessionRef session) {
        return session.derived() ? Transcript.EMPTY : reader.whole(session);
    }

    /** As {@link #load(SessionRef)}, but also of a derived session, for its owner to read. */
    public Transcript read(SessionRef session) {
        return reader.whole(session);
    }

    /**
     * Returns where a turn attaches that brings its whole conversation and continues calls of its client's tools: the server's tool steps
     * of the turn so far, which the client has not seen, stand in the prompt again. Blocks for the database.
     *
     * @param session a derived one
     * @param history the body's messages before the input
     * @param meter   as for {@link #load(SessionRef, HistoryWindow, LongConsumer)}
     */
    public BranchPoint resumed(SessionRef session, List<Message> history, List<Message> input, LongConsumer meter) {
        List<Node> latest = reader.latest(session, LATEST, meter);
        return BranchPoint.detached(HiddenSteps.restored(history, latest), HiddenSteps.restored(input, latest), input);
    }

    /**
     * Returns the nodes that one run stored, in order; blocks for the database.
     *
     * @param end the turn's last node; null if it left none
     */
    public List<Node> turn(SessionRef session, String run, String end) {
        return reader.turn(session, run, end);
    }

    /**
     * Returns a write that stores a turn: the session if it is new, the nodes in a chain, and the head if it moves. A derived session has
     * no head; it only groups turns. Everything costly is done here, on the caller's thread.
     */
    public Write append(SessionRef session, TurnRecord turn) {
        return append(session, turn, Write.NOTHING);
    }

    /**
     * As {@link #append(SessionRef, TurnRecord)}, with a second write. Neither is stored if the session that the turn started in was
     * deleted meanwhile, because it must not reappear.
     */
    public Write append(SessionRef session, TurnRecord turn, Write alongside) {
        return appendTo(session, turn, end -> alongside);
    }

    /** As {@link #append(SessionRef, TurnRecord, Write)}, for a write that needs the turn's last node. */
    public Write appendTo(SessionRef session, TurnRecord turn, Function<String, Write> ending) {
        List<Row> rows = rows(turn);
        Write alongside = ending.apply(end(turn, rows));
        Facts facts = new Facts(session, turn, rows);
        return handle -> {
            Optional<Long> known = facts.touch(handle);
            if (known.isEmpty()) {
                if (turn.at().begun() != null) {
                    return;
                }
                known = facts.create(handle);
            }
            // If another server has created it meanwhile, it is committed by now.
            long num = (known.isPresent() ? known : facts.touch(handle)).orElseThrow();
            Statements.insertAll(handle, ADD, rows, (values, row) -> row.bind(values.number(num), turn.by()));
            alongside.apply(handle);
        };
    }

    /** What a turn changes in its session. */
    private record Facts(SessionRef session, TurnRecord turn, List<Row> rows, String preview) {
        Facts(SessionRef session, TurnRecord turn, List<Row> rows) {
            this(session, turn, rows, SearchText.preview(turn.at().append()));
        }

        Optional<Long> touch(Handle handle) {
            Usage usage = turn.usage();
            return Statements.first(handle, TOUCH, values -> {
                values.text(turn.by().model()).text(turn.by().apiKey()).text(turn.by().memoryScope()).text(user())
                        .flag(session.derived()).flag(session.derived()).number(head()).text(preview)
                        .number(modelCalls()).number(rows.size()).number(toolCalls());
                for (long count : new long[] {usage.prompt(), usage.completion(), usage.cached(), usage.reasoning()}) {
                    values.number(Long.MAX_VALUE - count).number(count);
                }
                long begun = turn.at().begun() == null ? -1 : Micros.of(turn.at().begun());
                named(values.number(now()).number(now())).number(begun).number(begun);
            }, row -> row.getLong(1));
        }

        /** Inserts the session and returns its number; empty if it exists. */
        Optional<Long> create(Handle handle) {
            Usage usage = turn.usage();
            return Statements.first(handle, CREATE, values -> named(values.flag(session.derived()).text(turn.by().source())
                    .text(turn.by().apiKey()).text(turn.by().model()).text(turn.by().agent()).text(user()).text(turn.by().memoryScope())
                    .number(head()).text(preview).number(modelCalls()).number(rows.size()).number(toolCalls()).number(usage.prompt())
                    .number(usage.completion()).number(usage.cached()).number(usage.reasoning()).number(Micros.of(turn.asked()))
                    .number(now())), row -> row.getLong(1));
        }

        private Values named(Values values) throws SQLException {
            return values.text(session.tenant()).text(session.owner()).text(session.id());
        }

        private String user() {
            return turn.by().user().userId().orElse(null);
        }

        private Long head() {
            String end = turn.moveHead() && !session.derived() ? end(turn, rows) : null;
            return end == null ? null : Long.valueOf(NodeIds.number(end));
        }

        private long now() {
            return Micros.of(rows.isEmpty() ? turn.asked() : rows.get(rows.size() - 1).created());
        }

        private long toolCalls() {
            long calls = 0;
            for (Row row : rows) {
                calls += row.toolCalls();
            }
            return calls;
        }

        private long modelCalls() {
            long calls = 0;
            for (Row row : rows) {
                calls += row.isModelCall() ? 1 : 0;
            }
            return calls;
        }
    }

    private record Row(String node, String parent, Message message, String parts, boolean fromClient, boolean partial, Instant created) {
        void bind(Values values, Attribution by) throws SQLException {
            values.number(NodeIds.number(node)).number(parent == null ? null : Long.valueOf(NodeIds.number(parent)))
                    .text(message.role().wire()).text(parts).text(message.author()).text(by.user().userId().orElse(null))
                    .text(by.run()).flag(fromClient).flag(partial).number(Micros.of(created));
        }

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
        for (TurnRecord.ProducedMessage produced : turn.produceds()) {
            rows.add(row(parent, produced.message(), produced.message().role() == Role.USER, produced.partial(), produced.at()));
            parent = rows.get(rows.size() - 1).node();
        }
        return rows;
    }

    private Row row(String parent, Message message, boolean fromClient, boolean partial, Instant created) {
        return new Row(ids.next(), parent, message, PartsJson.write(message.parts()), fromClient, partial, created);
    }

    private static String end(TurnRecord turn, List<Row> rows) {
        return rows.isEmpty() ? turn.at().parent() : rows.get(rows.size() - 1).node();
    }

    /** Binds {@code tenant}, {@code owner} and {@code id}. */
    public static <S extends SqlStatement<S>> S name(S statement, SessionRef session) {
        return statement.bind("tenant", session.tenant()).bind("owner", session.owner()).bind("id", session.id());
    }
}
