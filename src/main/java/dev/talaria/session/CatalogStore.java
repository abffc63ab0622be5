package dev.talaria.session;

import dev.talaria.message.Usage;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds and lists sessions without reading their messages into memory. Blocks for the database; safe for many threads. */
public final class CatalogStore {
    /** How many of an owner's latest sessions a search covers. */
    static final int MAX_SEARCHED = 5_000;

    private static final String COLUMNS = """
            tenant, owner, id, derived, title, source, model, agent, model_lock, user_id, system_prompt IS NOT NULL AS has_prompt,
            forked_from, message_count, tool_call_count, model_calls, prompt_tokens, completion_tokens, cached_tokens,
            reasoning_tokens, preview, created_at, updated_at, ended_at, end_reason""";
    private static final String ONE = "SELECT " + COLUMNS + " FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id";
    private static final String OWNED = "tenant = :tenant AND owner = :owner AND (:source = '' OR source = :source)"
            + " AND (:agent = '' OR agent = :agent) AND (:limited = 0 OR agent IN (<granted>)"
            + " OR model IN (<passed>) OR agent = '' AND (model = '' OR model IN (<granted>)))";
    /** No model has this name. */
    private static final String NO_MODEL = " ";
    private static final String LATEST_FIRST = " ORDER BY updated_at DESC, id DESC ";
    private static final String PAGE = LATEST_FIRST + "LIMIT :limit OFFSET :offset";
    static final String LIST = "SELECT " + COLUMNS + " FROM session WHERE " + OWNED + PAGE;
    /** A page of a search: the numbers of its sessions, to select their messages by. */
    private static final String NUMBERED = "SELECT num, " + COLUMNS + " FROM session WHERE " + OWNED + PAGE;
    /** Joined, SQLite reads all of an owner's sessions for it. */
    static final String WORDS = """
            SELECT m.session, m.parts FROM message m WHERE m.session IN (<sessions>) AND m.role IN ('user', 'assistant')
                AND EXISTS (SELECT 1 FROM session s WHERE s.num = m.session AND s.tenant = :tenant AND s.owner = :owner)
            ORDER BY m.session, m.node""";
    static final String NAMED = "SELECT " + COLUMNS + " FROM session WHERE tenant = :tenant AND owner = :owner AND id IN (<ids>)";
    /** Of the latest sessions alone: there is no index by memory scope, because every turn would pay for it. */
    static final String TITLED = "SELECT " + COLUMNS.replace("system_prompt IS NOT NULL AS has_prompt", "has_prompt") + " FROM (SELECT "
            + COLUMNS + ", memory_scope FROM session WHERE tenant = :tenant AND owner = :owner" + LATEST_FIRST
            + "LIMIT :searched) AS latest WHERE memory_scope = :scope AND title IS NOT NULL" + LATEST_FIRST;
    private static final int MAX_TITLED = 20;
    private static final int SEARCHED_AT_ONCE = 50;
    private static final int FETCHED_AT_ONCE = 500;

    private final Database database;

    public CatalogStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /** Returns the session; empty for another owner's. */
    public Optional<Session> find(SessionRef session) {
        return database.read(handle -> SessionStore.name(handle.createQuery(ONE), session)
                .map((row, context) -> session(row)).findFirst());
    }

    /** Returns the session of this request, if the request may see what its agent has made. */
    public Optional<Session> find(RequestScope asker) {
        return find(asker.session()).filter(session -> asker.sees(session.agent(), session.model()));
    }

    /** Returns the owner's sessions with these ids, in no order. */
    public List<Session> named(String tenant, String owner, Collection<String> ids) {
        return ids.isEmpty() ? List.of() : database.read(handle -> handle.createQuery(NAMED).bind("tenant", tenant).bind("owner", owner)
                .bindList("ids", List.copyOf(ids)).map((row, context) -> session(row)).list());
    }

    /**
     * Returns the owner's sessions of a memory scope whose title has the text or all its words, latest activity first; of the latest
     * {@value
     * #MAX_SEARCHED}, and at most {@value #MAX_TITLED}.
     */
    public List<Session> titled(String tenant, String owner, String scope, String text) {
        SearchText.SearchTerm whole = SearchText.searchTerm(text);
        List<SearchText.SearchTerm> words = Arrays.stream(text.strip().split("\\s+")).map(SearchText::searchTerm).toList();
        return database.read(handle -> handle.createQuery(TITLED).bind("tenant", tenant).bind("owner", owner).bind("scope", scope)
                .bind("searched", MAX_SEARCHED).map((row, context) -> session(row)).stream()
                .filter(one -> whole.isIn(one.title()) || words.stream().allMatch(word -> word.isIn(one.title()))).limit(MAX_TITLED)
                .toList());
    }

    /**
     * Returns the sessions that this request may see, latest activity first; a search by text covers the latest {@value #MAX_SEARCHED}.
     */
    public SessionPage page(RequestScope asker, SessionSearch search) {
        List<Session> found = search.text() == null ? database.read(handle ->
                pick(handle, LIST, asker, search.source(), search.limit() + 1, search.offset()).map((row, context) -> session(row))
                        .list()) : search(asker, search);
        boolean more = found.size() > search.limit();
        return new SessionPage(more ? found.subList(0, search.limit()) : found, more);
    }

    private static Query pick(Handle handle, String sql, RequestScope asker, String source, int limit, int offset) {
        Set<String> granted = asker.caller().grants().models();
        Set<String> passed = asker.agents().passed();
        return handle.createQuery(sql).bind("tenant", asker.session().tenant()).bind("owner", asker.session().owner())
                .bind("agent", asker.agents().within() == null ? "" : asker.agents().within()).bind("limited", granted.size())
                .bindList("granted", granted.isEmpty() ? List.of("") : List.copyOf(granted))
                .bindList("passed", passed.isEmpty() ? List.of(NO_MODEL) : List.copyOf(passed)).bind("source", source == null ? "" : source)
                .bind("limit", limit).bind("offset", offset);
    }

    private record Candidate(long num, Session session) {
    }

    /** Scans the messages themselves, some sessions at a time: a copy of each message for searching would cost every turn. */
    private List<Session> search(RequestScope asker, SessionSearch search) {
        SearchText.SearchTerm searchTerm = SearchText.searchTerm(search.text());
        List<Session> found = new ArrayList<>();
        int wanted = search.offset() + search.limit() + 1;
        for (int looked = 0; looked < MAX_SEARCHED && found.size() < wanted; looked += SEARCHED_AT_ONCE) {
            int from = looked;
            List<Candidate> page = database.read(handle -> matching(handle, asker.session().tenant(),
                    asker.session().owner(), searchTerm, pick(handle, NUMBERED, asker, search.source(), SEARCHED_AT_ONCE, from)
                            .map((row, context) -> new Candidate(row.getLong("num"), session(row))).list(), found));
            if (page.size() < SEARCHED_AT_ONCE) {
                break;
            }
        }
        return found.subList(Math.min(search.offset(), found.size()), Math.min(wanted, found.size()));
    }

    /** Returns the page's candidates, after adding the matching ones to the result. */
    private static List<Candidate> matching(Handle handle, String tenant, String owner, SearchText.SearchTerm searchTerm,
            List<Candidate> page,
            List<Session> found) {
        Set<Long> matches = new HashSet<>();
        page.stream().filter(one -> one.session().title() != null && searchTerm.isIn(one.session().title())).map(Candidate::num)
                .forEach(matches::add);
        List<Long> rest = page.stream().map(Candidate::num).filter(num -> !matches.contains(num)).toList();
        if (!rest.isEmpty()) {
            handle.createQuery(WORDS).bind("tenant", tenant).bind("owner", owner).bindList("sessions", rest)
                    .setFetchSize(FETCHED_AT_ONCE).map((row, context) -> {
                        long num = row.getLong(1);
                        return matches.contains(num) || !searchTerm.isInMessage(row.getString(2)) ? null : num;
                    }).forEach(num -> {
                        if (num != null) {
                            matches.add(num);
                        }
                    });
        }
        page.stream().filter(one -> matches.contains(one.num())).map(Candidate::session).forEach(found::add);
        return page;
    }

    private static Session session(ResultSet row) throws SQLException {
        SessionRef ref = new SessionRef(row.getString("tenant"), row.getString("owner"), row.getString("id"), row.getBoolean("derived"));
        Usage told = Usage.of(row.getLong("prompt_tokens"), row.getLong("completion_tokens"));
        Usage usage = new Usage(told.prompt(), told.completion(), told.total(), row.getLong("cached_tokens"),
                row.getLong("reasoning_tokens"));
        long ended = row.getLong("ended_at");
        Instant end = row.wasNull() ? null : Micros.at(ended);
        return new Session(ref, row.getString("title"), row.getString("source"), row.getString("model"), row.getString("agent"),
                row.getString("model_lock"), row.getString("user_id"),
                row.getBoolean("has_prompt"), row.getString("forked_from"), row.getLong("message_count"), row.getLong("tool_call_count"),
                row.getLong("model_calls"), usage, row.getString("preview"), Micros.at(row.getLong("created_at")),
                Micros.at(row.getLong("updated_at")), end, row.getString("end_reason"));
    }
}
