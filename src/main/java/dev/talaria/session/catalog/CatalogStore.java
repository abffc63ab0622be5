package dev.talaria.session.catalog;

import dev.talaria.message.Usage;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.SearchText;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/** Finds and lists sessions without reading their messages into memory. Blocks for the database; safe for many threads. */
public final class CatalogStore {
    /** A search looks at no more of an owner's latest sessions than these. */
    static final int MOST_SEARCHED = 5_000;

    private static final String COLUMNS = """
            tenant, owner, id, derived, title, source, model, user_id, system_prompt IS NOT NULL AS has_prompt, forked_from, message_count,
            tool_call_count, model_calls, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, preview, created_at,
            updated_at, ended_at, end_reason""";
    private static final String ONE = "SELECT " + COLUMNS + " FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String OWNED = "tenant = :tenant AND owner = :owner AND (:source = '' OR source = :source)";
    private static final String LATEST_FIRST = " ORDER BY updated_at DESC, id DESC ";
    private static final String PAGE = LATEST_FIRST + "LIMIT :limit OFFSET :offset";
    static final String LIST = "SELECT " + COLUMNS + " FROM session WHERE " + OWNED + PAGE;
    private static final String SEARCH = "SELECT " + COLUMNS + " FROM (SELECT * FROM session WHERE " + OWNED + LATEST_FIRST
            + "LIMIT " + MOST_SEARCHED + ") latest WHERE title_words LIKE :text ESCAPE '!' OR EXISTS (" + """
            SELECT 1 FROM message WHERE message.tenant = latest.tenant AND message.owner = latest.owner AND message.session = latest.id
                AND words LIKE :text ESCAPE '!')""" + PAGE;

    private final Database database;

    public CatalogStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Another owner's session is not there. */
    public Optional<Session> find(SessionRef session) {
        return database.read(handle -> SessionStore.name(handle.createQuery(ONE), session)
                .map((row, context) -> session(row)).findFirst());
    }

    /** The owner's sessions, latest activity first; a search by text looks at the latest {@value #MOST_SEARCHED}. */
    public SessionPage page(String tenant, String owner, SessionSearch search) {
        List<Session> found = database.read(handle -> {
            Query query = handle.createQuery(search.text() == null ? LIST : SEARCH);
            query.bind("tenant", tenant).bind("owner", owner).bind("source", search.source() == null ? "" : search.source())
                    .bind("limit", search.limit() + 1).bind("offset", search.offset());
            if (search.text() != null) {
                query.bind("text", SearchText.pattern(search.text()));
            }
            return query.map((row, context) -> session(row)).list();
        });
        boolean more = found.size() > search.limit();
        return new SessionPage(more ? found.subList(0, search.limit()) : found, more);
    }

    private static Session session(ResultSet row) throws SQLException {
        SessionRef ref = new SessionRef(row.getString("tenant"), row.getString("owner"), row.getString("id"), row.getBoolean("derived"));
        Usage told = Usage.of(row.getLong("prompt_tokens"), row.getLong("completion_tokens"));
        Usage usage = new Usage(told.prompt(), told.completion(), told.total(), row.getLong("cached_tokens"),
                row.getLong("reasoning_tokens"));
        long ended = row.getLong("ended_at");
        Instant end = row.wasNull() ? null : Micros.at(ended);
        return new Session(ref, row.getString("title"), row.getString("source"), row.getString("model"), row.getString("user_id"),
                row.getBoolean("has_prompt"), row.getString("forked_from"), row.getLong("message_count"), row.getLong("tool_call_count"),
                row.getLong("model_calls"), usage, row.getString("preview"), Micros.at(row.getLong("created_at")),
                Micros.at(row.getLong("updated_at")), end, row.getString("end_reason"));
    }
}
