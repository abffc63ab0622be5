package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/** Reads nodes: a whole session in pages, or only what is needed. Blocks for the database; safe for many threads. */
public final class TranscriptStore {
    static final String NUM = "(SELECT num FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id)";
    private static final String FACTS = """
            SELECT head, created_at, system_prompt, agent, model, edits,
                EXISTS (SELECT 1 FROM context_summary c WHERE c.session = session.num) AS summarised
            FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id""";
    private static final String COLUMNS = """
            SELECT m.node, m.parent, m.role, m.parts, m.author, m.from_client, m.partial, m.run, m.created_at, m.user_id""";
    private static final String NODES = COLUMNS + " FROM message m WHERE m.session = " + NUM;
    private static final String OLDEST = NODES + " AND m.node > :after ORDER BY m.node LIMIT :most";
    private static final String NEWEST = NODES + " ORDER BY m.node DESC LIMIT :most";
    private static final String OF_RUN = NODES + " AND m.run = :run ORDER BY m.node";
    /**
     * The steps carry numbers only; the texts are read once, at the end. SQLite joins the tables of a cross join in their order, so that
     * the walk comes first, however few rows it estimates for the message table.
     */
    private static final String UPWARDS = "WITH RECURSIVE up (session, node, parent, step) AS ("
            + "SELECT m.session, m.node, m.parent, 1 FROM message m WHERE m.session = " + NUM + """
             AND m.node = :node<only> UNION ALL
            SELECT m.session, m.node, m.parent, up.step + 1 FROM up CROSS JOIN message m
            WHERE m.session = up.session AND m.node = up.parent AND up.step < :most<only>)
            """ + COLUMNS + " FROM up CROSS JOIN message m WHERE m.session = up.session AND m.node = up.node ORDER BY m.node";
    private static final String SYSTEM = "SELECT m.node FROM message m WHERE m.session = " + NUM
            + " AND m.role IN ('system', 'developer') AND m.node < :top LIMIT 1";
    private static final String SYSTEM_ABOVE = UPWARDS.replace("<only>", "")
            .replace(" ORDER BY", " AND m.role IN ('system', 'developer') ORDER BY") + " LIMIT 100";
    private static final String BRANCH = UPWARDS.replace("<only>", "");
    private static final String TURN = UPWARDS.replace("<only>", " AND m.run = :run");
    private static final int PAGE = 1_000;
    private static final LongConsumer UNMETERED = length -> { };
    private static final int MAX_BRANCH = 1_000_000;
    /** A turn is a question, and a call and a result for each of its steps. */
    private static final int MAX_TURN = 10_000;

    private final Database database;

    public TranscriptStore(Database database) {
        this.database = database;
    }

    private record Facts(long head, Instant begun, String systemPrompt, String agent, String model, long edits, boolean summarised) {
        Transcript with(List<Node> nodes, List<Message> above, List<SummaryStore.Summary> summaries) {
            return new Transcript(nodes, head == NodeIds.NONE ? null : NodeIds.text(head),
                    new Transcript.Origin(begun, systemPrompt, agent, model, above, edits, summaries));
        }
    }

    /** Each page is a read of its own, so that none takes long. */
    Transcript whole(SessionRef session) {
        Optional<Facts> facts = database.read(handle -> facts(handle, session));
        if (facts.isEmpty()) {
            return Transcript.EMPTY;
        }
        List<Node> nodes = new ArrayList<>();
        List<Node> page;
        do {
            long after = nodes.isEmpty() ? NodeIds.NONE : NodeIds.number(nodes.get(nodes.size() - 1).id());
            page = database.read(handle -> oldest(handle, session, after, PAGE, UNMETERED));
            nodes.addAll(page);
        } while (page.size() == PAGE);
        return facts.get().with(nodes, List.of(), List.of());
    }

    /** @param meter accepts the length of each message; what it throws ends the reading */
    Transcript within(SessionRef session, HistoryWindow window, LongConsumer meter) {
        return database.read(handle -> facts(handle, session).map(facts -> {
            TreeMap<String, Node> nodes = new TreeMap<>();
            long end = window.end() == null ? facts.head() : NodeIds.number(window.end());
            List<Node> branch = end == NodeIds.NONE ? List.of() : branch(handle, BRANCH, session, end, window.branch(), meter);
            put(branch, nodes);
            if (window.beside() > 0) {
                put(oldest(handle, session, NodeIds.NONE, window.beside(), meter), nodes);
                put(SessionStore.name(handle.createQuery(NEWEST), session).bind("most", window.beside())
                        .map((row, context) -> node(row, meter)).list(), nodes);
            }
            return facts.with(List.copyOf(nodes.values()), above(handle, session, branch, meter),
                    facts.summarised() ? SummaryStore.all(handle, session) : List.of());
        }).orElse(Transcript.EMPTY));
    }

    private static List<Node> branch(Handle handle, String sql, SessionRef session, long end, int most, LongConsumer meter) {
        return SessionStore.name(handle.createQuery(sql), session).bind("node", end).bind("most", most)
                .map((row, context) -> node(row, meter)).list();
    }

    /** Few sessions have system messages among their nodes; only for those the rest of the branch is walked. */
    private static List<Message> above(Handle handle, SessionRef session, List<Node> branch, LongConsumer meter) {
        if (branch.isEmpty() || branch.get(0).parent() == null) {
            return List.of();
        }
        Node top = branch.get(0);
        boolean any = SessionStore.name(handle.createQuery(SYSTEM), session).bind("top", top.number()).mapTo(Long.class).findFirst()
                .isPresent();
        return !any ? List.of() : branch(handle, SYSTEM_ABOVE, session, NodeIds.number(top.parent()), MAX_BRANCH, meter).stream()
                .map(Node::message).toList();
    }

    private static void put(List<Node> found, Map<String, Node> nodes) {
        found.forEach(node -> nodes.put(node.id(), node));
    }

    /**
     * Returns the session's latest nodes, on any branch, in order.
     *
     * @param meter accepts the length of each message; what it throws ends the reading
     */
    List<Node> latest(SessionRef session, int most, LongConsumer meter) {
        List<Node> found = new ArrayList<>(database.read(handle -> SessionStore.name(handle.createQuery(NEWEST), session).bind("most", most)
                .map((row, context) -> node(row, meter)).list()));
        Collections.reverse(found);
        return found;
    }

    /**
     * Returns the nodes that one run stored, in order.
     *
     * @param end the turn's last node; null if it left none
     */
    public List<Node> turn(SessionRef session, String run, String end) {
        return end == null ? List.of() : database.read(handle -> {
            List<Node> found = SessionStore.name(handle.createQuery(TURN), session).bind("node", NodeIds.number(end)).bind("run", run)
                    .bind("most", MAX_TURN).map((row, context) -> node(row, UNMETERED)).list();
            return found.isEmpty() ? ofRun(handle, session, run) : found;
        });
    }

    private static List<Node> ofRun(Handle handle, SessionRef session, String run) {
        return SessionStore.name(handle.createQuery(OF_RUN), session).bind("run", run).map((row, context) -> node(row, UNMETERED)).list();
    }

    private static Optional<Facts> facts(Handle handle, SessionRef session) {
        return SessionStore.name(handle.createQuery(FACTS), session).map((row, context) ->
                new Facts(number(row, "head"), Micros.at(row.getLong("created_at")), row.getString("system_prompt"),
                        row.getString("agent"), row.getString("model"), row.getLong("edits"), row.getBoolean("summarised"))).findFirst();
    }

    private static List<Node> oldest(Handle handle, SessionRef session, long after, int most, LongConsumer meter) {
        return SessionStore.name(handle.createQuery(OLDEST), session).bind("after", after).bind("most", most)
                .map((row, context) -> node(row, meter)).list();
    }

    private static long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? NodeIds.NONE : number;
    }

    private static Node node(ResultSet row, LongConsumer meter) throws SQLException {
        String parts = row.getString("parts");
        meter.accept(parts.length());
        Message message = new StoredMessage(row.getString("role"), parts, row.getString("author")).message();
        long parent = number(row, "parent");
        return new Node(NodeIds.text(row.getLong("node")), parent == NodeIds.NONE ? null : NodeIds.text(parent), message,
                row.getBoolean("from_client"), row.getBoolean("partial"), row.getString("run"), Micros.at(row.getLong("created_at")),
                row.getString("user_id"));
    }
}
