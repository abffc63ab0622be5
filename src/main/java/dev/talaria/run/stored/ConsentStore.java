package dev.talaria.run.stored;

import dev.talaria.run.ToolConsent;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Micros;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The table of consents that reach beyond one call: to a tool in a session, or in all sessions of its owner. A consent for a session ends
 * with the session. Blocks for the database; safe for many threads.
 */
public final class ConsentStore {
    private static final String ALL_SESSIONS = "";
    private static final String COVERS = """
            SELECT COUNT(*) FROM tool_consent
            WHERE tenant = :tenant AND owner = :owner AND session IN ('', :session) AND tool = :tool""";
    private static final String ADD = """
            INSERT INTO tool_consent (tenant, owner, session, tool, id, created_at)
            VALUES (:tenant, :owner, :session, :tool, :id, :now) ON CONFLICT DO NOTHING""";
    private static final String LIST = """
            SELECT id, session, tool, created_at FROM tool_consent WHERE tenant = :tenant AND owner = :owner
            ORDER BY created_at DESC, id LIMIT :most""";
    private static final String REVOKE = "DELETE FROM tool_consent WHERE tenant = :tenant AND owner = :owner AND id = :id";

    private final Database database;
    private final GroupCommit commits;
    private final Clock clock;

    public ConsentStore(Database database, GroupCommit commits, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Returns whether a consent covers all calls of the tool in this session. */
    public boolean covers(SessionRef session, String tool) {
        return database.read(handle -> owned(handle.createQuery(COVERS), session).bind("session", session.id()).bind("tool", tool)
                .mapTo(Long.class).one()) > 0;
    }

    /** Remembers a consent to the tool in this session only. */
    public void addForSession(SessionRef session, String tool) {
        add(session, session.id(), tool);
    }

    /** Remembers a consent to the tool in all sessions of this one's owner. */
    public void addForOwner(SessionRef session, String tool) {
        add(session, ALL_SESSIONS, tool);
    }

    private void add(SessionRef owner, String session, String tool) {
        String id = "cons_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        long now = Micros.of(clock.instant());
        commits.commit(handle -> owned(handle.createUpdate(ADD), owner).bind("session", session).bind("tool", tool).bind("id", id)
                .bind("now", now).execute());
    }

    /**
     * Lists the consents of this session's owner, the latest first.
     *
     * @param most maximum number
     */
    public List<ToolConsent> list(SessionRef owner, int most) {
        return database.read(handle -> owned(handle.createQuery(LIST), owner).bind("most", most).map((row, context) -> new ToolConsent(
                row.getString("id"), row.getString("tool"), row.getString("session").equals(ALL_SESSIONS) ? null : row.getString("session"),
                Micros.at(row.getLong("created_at")))).list());
    }

    /** Deletes a consent of this session's owner; returns false if there is none of this id. */
    public boolean revoke(SessionRef owner, String id) {
        int[] deleted = new int[1];
        commits.commit(handle -> deleted[0] = owned(handle.createUpdate(REVOKE), owner).bind("id", id).execute());
        return deleted[0] > 0;
    }

    private static <S extends SqlStatement<S>> S owned(S statement, SessionRef session) {
        return statement.bind("tenant", session.tenant()).bind("owner", session.owner());
    }
}
