package dev.talaria.session;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** Creates, changes, forks and deletes sessions for their owner. Each method returns once its change is durable. Safe for many threads. */
public final class SessionEdits {
    /** The source of sessions that were created directly and not by a turn; Hermes' value, by which its clients filter. */
    public static final String SOURCE = "api_server";
    /** Maximum number of code points in a title. */
    public static final int MAX_TITLE = Titles.MAX;

    private static final String THIS_SESSION = " WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String EXISTS = "SELECT COUNT(*) FROM session" + THIS_SESSION;
    private static final String CREATE = """
            INSERT INTO session (tenant, owner, id, derived, title, source, api_key, model, agent, model_lock, system_prompt,
                message_count, tool_call_count, model_calls, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens,
                created_at, updated_at)
            VALUES (:tenant, :owner, :id, FALSE, :title, :source, :apiKey, :model, :agent, :lock, :systemPrompt,
                0, 0, 0, 0, 0, 0, 0, :now, :now)""";
    private static final String TITLE = "UPDATE session SET title = :title" + THIS_SESSION;
    private static final String LOCK = "UPDATE session SET model_lock = :lock" + THIS_SESSION;
    private static final String END = "UPDATE session SET ended_at = :now, end_reason = :reason" + THIS_SESSION;
    private static final String DELETE = "DELETE FROM session" + THIS_SESSION;
    private static final String DELETE_NODES = """
            DELETE FROM message
            WHERE session = (SELECT num FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id)""";
    private static final String DELETE_CONSENTS =
            "DELETE FROM tool_consent WHERE tenant = :tenant AND owner = :owner AND session = :id";
    /** Updates the row to lock it: no other server appends to the session until the transaction has ended. */
    private static final String HOLD = "UPDATE session SET head = NULL" + THIS_SESSION;

    private final GroupCommit commits;
    private final Clock clock;

    public SessionEdits(GroupCommit commits, Clock clock) {
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
    }

    /** @throws ApiException {@code session_exists}; {@code invalid_title} if the title is taken */
    public void create(NewSession session) {
        long now = now();
        commits.commit(absent(session.ref()).and(Titles.free(session.ref(), session.title())).and(handle ->
                SessionStore.name(handle.createUpdate(CREATE), session.ref()).bind("title", session.title()).bind("source", SOURCE)
                        .bind("apiKey", session.apiKey()).bind("model", session.model()).bind("systemPrompt", session.systemPrompt())
                        .bind("agent", session.agent()).bind("lock", session.lock())
                        .bind("now", now).execute()));
    }

    /** @throws ApiException {@code session_not_found}; {@code invalid_title} if the title is taken */
    public void change(SessionRef session, SessionPatch patch) {
        Long now = patch.endReason() == null ? null : now();
        commits.commit(handle -> {
            if (!exists(handle, session)) {
                throw notFound(session.id());
            }
            if (patch.titled()) {
                Titles.free(session, patch.title()).apply(handle);
                SessionStore.name(handle.createUpdate(TITLE), session).bind("title", patch.title()).execute();
            }
            if (patch.ends()) {
                SessionStore.name(handle.createUpdate(END), session).bind("now", now).bind("reason", patch.endReason()).execute();
            }
        });
    }

    /**
     * Locks the session to a model.
     *
     * @param model {@code provider::model}; null to end the lock
     * @throws ApiException {@code session_not_found}
     */
    public void lock(SessionRef session, String model) {
        commits.commit(handle -> {
            if (SessionStore.name(handle.createUpdate(LOCK), session).bind("lock", model).execute() == 0) {
                throw notFound(session.id());
            }
        });
    }

    /**
     * Forks a conversation; see {@link Transcript#branchTo} for a part of one.
     *
     * @param title null to derive one from the source's
     * @throws ApiException {@code session_exists}; {@code invalid_title} if the title is taken; {@code session_not_found}
     */
    public void fork(Session source, SessionRef copy, String apiKey, String title, List<Node> path) {
        commits.commit(absent(copy).and(Titles.free(copy, title)).and(SessionForks.copy(source, copy, apiKey, title, path, now())));
    }

    /**
     * Deletes the session with all its branches. An active turn in it ends, but is not stored.
     *
     * @param alongside a write for the same transaction
     * @throws ApiException {@code session_not_found}
     */
    public void delete(SessionRef session, Write alongside) {
        commits.commit(handle -> {
            if (SessionStore.name(handle.createUpdate(HOLD), session).execute() == 0) {
                throw notFound(session.id());
            }
            alongside.apply(handle);
            delete(handle, session);
        });
    }

    /** Returns the error for another owner's session and for a missing one alike. */
    public static ApiException notFound(String id) {
        return ErrorCode.SESSION_NOT_FOUND.because("Session not found: " + id);
    }

    /** Deletes a session whose row the transaction has locked. */
    static void delete(Handle handle, SessionRef session) {
        SessionStore.name(handle.createUpdate(DELETE_NODES), session).execute();
        SessionStore.name(handle.createUpdate(DELETE_CONSENTS), session).execute();
        SessionStore.name(handle.createUpdate(DELETE), session).execute();
    }

    private static Write absent(SessionRef session) {
        return handle -> {
            if (exists(handle, session)) {
                throw ErrorCode.SESSION_EXISTS.because("Session already exists: " + session.id());
            }
        };
    }

    private static boolean exists(Handle handle, SessionRef session) {
        return SessionStore.name(handle.createQuery(EXISTS), session).mapTo(Long.class).one() > 0;
    }

    private long now() {
        return Micros.of(clock.instant());
    }
}
