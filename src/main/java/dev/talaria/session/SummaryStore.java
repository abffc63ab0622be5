package dev.talaria.session;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Summaries of the beginnings of sessions' branches. A session's summaries are deleted as soon as one of its messages is removed or
 * reduced, because they may repeat it; one that was being made meanwhile is not stored. Immutable, safe for many threads.
 */
public final class SummaryStore {
    private static final String OF_SESSION = " WHERE session = " + TranscriptStore.NUM;
    private static final String ALL = "SELECT node, text, messages FROM context_summary" + OF_SESSION + " ORDER BY node DESC";
    private static final String DELETE = "DELETE FROM context_summary" + OF_SESSION;
    /** Waits for whoever is removing a message, and lets those who come later wait. */
    private static final String UNEDITED = """
            UPDATE session SET edits = edits
            WHERE tenant = :tenant AND owner = :owner AND id = :id AND created_at = :begun AND edits = :edits""";
    private static final String PUT = """
            INSERT INTO context_summary (session, node, text, messages, created_at)
            SELECT s.num, CAST(:node AS BIGINT), CAST(:text AS TEXT), CAST(:messages AS BIGINT), CAST(:now AS BIGINT)
            FROM session s JOIN message m ON m.session = s.num AND m.node = :node
            WHERE s.tenant = :tenant AND s.owner = :owner AND s.id = :id
            ON CONFLICT (session, node) DO UPDATE SET text = excluded.text, messages = excluded.messages""";
    private static final String DELETE_OLD = DELETE + " AND node NOT IN (SELECT node FROM context_summary" + OF_SESSION
            + " ORDER BY created_at DESC LIMIT :most)";
    private static final String EDITED = "UPDATE session SET edits = edits + 1 WHERE tenant = :tenant AND owner = :owner AND id = :id";
    /** A branch needs its newest summary; the others are for branches that part above it. */
    private static final int MAX_SUMMARIES = 8;

    private SummaryStore() {
    }

    /**
     * Returns a write that stores a summary, unless a message of the session was removed since the transcript was loaded.
     *
     * @param loaded  the transcript that was summarised
     */
    public static Write put(SessionRef session, Transcript loaded, Summary summary, Instant now) {
        return handle -> {
            boolean unedited = SessionStore.name(handle.createUpdate(UNEDITED), session).bind("begun", Micros.of(loaded.begun()))
                    .bind("edits", loaded.edits()).execute() > 0;
            if (unedited && SessionStore.name(handle.createUpdate(PUT), session).bind("node", NodeIds.number(summary.node()))
                    .bind("text", summary.text()).bind("messages", summary.messages()).bind("now", Micros.of(now)).execute() > 0) {
                SessionStore.name(handle.createUpdate(DELETE_OLD), session).bind("most", MAX_SUMMARIES).execute();
            }
        };
    }

    /** Returns the session's summaries, the one that covers the most first. */
    static List<Summary> all(Handle handle, SessionRef session) {
        return SessionStore.name(handle.createQuery(ALL), session).map((row, context) ->
                new Summary(NodeIds.text(row.getLong("node")), row.getString("text"), row.getInt("messages"))).list();
    }

    /** Notes that a message was removed or reduced. Locks the session first, so that a summary stored meanwhile is deleted too. */
    static void edited(Handle handle, SessionRef session) {
        SessionStore.name(handle.createUpdate(EDITED), session).execute();
        SessionStore.name(handle.createUpdate(DELETE), session).execute();
    }

    /**
     * A summary of a branch's beginning.
     *
     * @param node     the last node that it covers
     * @param messages how many messages it covers
     */
    public record Summary(String node, String text, int messages) {
    }
}
