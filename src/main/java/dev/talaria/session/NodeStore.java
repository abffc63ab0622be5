package dev.talaria.session;

import dev.talaria.message.Part;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;

/** Deletes nodes from a session's tree: their children move up, so that every branch stays connected. Immutable, safe for many threads. */
public final class NodeStore {
    private static final String THIS = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String MESSAGES = " FROM message WHERE session = " + TranscriptStore.NUM;
    private static final String OF_RUN = "SELECT node" + MESSAGES + " AND run = :run ORDER BY node DESC";
    private static final String PARENT = "SELECT parent" + MESSAGES + " AND node = :node";
    /** Children were stored later than their parent. */
    private static final String LIFT = "UPDATE message SET parent = :parent WHERE session = " + TranscriptStore.NUM
            + " AND node > :node AND parent = :node";
    private static final String PARTS = "SELECT parts" + MESSAGES + " AND node = :node";
    private static final String DELETE_SOME = "DELETE" + MESSAGES + " AND node IN (SELECT m.node FROM session s JOIN message m"
            + " ON m.session = s.num WHERE s.tenant = :tenant AND s.owner = :owner AND s.id = :id ORDER BY m.node LIMIT :most)";
    private static final String DELETE = "DELETE" + MESSAGES + " AND node = :node";
    private static final String MOVE_HEAD = """
            UPDATE session SET head = CASE WHEN head = :node THEN :parent ELSE head END, message_count = message_count - 1""" + THIS;
    private static final String REWRITE = "UPDATE message SET parts = :parts WHERE session = " + TranscriptStore.NUM + " AND node = :node";
    private static final String UNSET_HEAD = "UPDATE session SET head = NULL" + THIS;

    /** Removes everything that one run stored in the session. */
    public Write removeTurn(SessionRef session, String run) {
        return handle -> {
            List<Long> nodes = SessionStore.name(handle.createQuery(OF_RUN), session).bind("run", run).mapTo(Long.class).list();
            nodes.forEach(node -> remove(handle, session, node));
        };
    }

    /** Removes one message. */
    public Write remove(SessionRef session, String node) {
        return handle -> remove(handle, session, NodeIds.number(node));
    }

    /**
     * Removes a session in parts: deletes the oldest messages, and the session with all that belongs to it once none is left.
     *
     * @param removed accepts how many messages were deleted: {@code most} if there is more to do
     */
    public Write removeSome(SessionRef session, int most, IntConsumer removed) {
        return handle -> {
            int gone = SessionStore.name(handle.createUpdate(DELETE_SOME), session).bind("most", most).execute();
            if (gone < most) {
                SessionEdits.delete(handle, session);
            } else {
                SummaryStore.edited(handle, session);
            }
            removed.accept(gone);
        };
    }

    /** Replaces the parts of a message by these, a subset of them. */
    public Write reduce(SessionRef session, String node, List<Part> parts) {
        long number = NodeIds.number(node);
        return handle -> SessionStore.name(handle.createQuery(PARTS), session).bind("node", number).mapTo(String.class).findFirst()
                .map(stored -> PartsJson.reduce(stored, parts))
                .ifPresent(json -> {
                    SessionStore.name(handle.createUpdate(REWRITE), session).bind("node", number).bind("parts", json).execute();
                    SummaryStore.edited(handle, session);
                });
    }

    /** Resets the head, so that the conversation starts again; the old messages stay as a branch. */
    public Write restart(SessionRef session) {
        return handle -> SessionStore.name(handle.createUpdate(UNSET_HEAD), session).execute();
    }

    private static void remove(Handle handle, SessionRef session, long node) {
        Optional<Optional<Long>> parent = SessionStore.name(handle.createQuery(PARENT), session).bind("node", node)
                .map((row, context) -> Optional.ofNullable((Number) row.getObject(1)).map(Number::longValue)).findFirst();
        if (parent.isPresent()) {
            Long above = parent.get().orElse(null);
            SessionStore.name(handle.createUpdate(LIFT), session).bind("node", node).bind("parent", above).execute();
            SessionStore.name(handle.createUpdate(DELETE), session).bind("node", node).execute();
            SessionStore.name(handle.createUpdate(MOVE_HEAD), session).bind("node", node).bind("parent", above).execute();
            SummaryStore.edited(handle, session);
        }
    }
}
