package dev.talaria.agent.tool;

import dev.talaria.json.Json;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.message.Role;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.Session;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolArguments;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code session_search}: finds conversations of the same owner and memory scope by words, title or time, and reads one of them. The words
 * come from memory and not from the transcripts, so that what was forgotten, or never remembered, is not found again; the conversations
 * from the owner's sessions that the request may see, so that those that were deleted are not. Safe for many threads.
 */
public final class SessionSearchTool implements Tool {
    private static final int DEFAULT = 5;
    private static final int MAX = 10;
    private static final int MAX_QUERY = 2_000;
    private static final int SEARCHED = 60;
    private static final int LISTED = 200;
    private static final int MAX_READ = 40;
    private static final JsonObject PARAMETERS = Json.parse("""
            {"type": "object",
             "properties": {
               "query": {"type": "string", "description": "Key words. Without them the latest conversations are listed."},
               "session": {"type": "string", "description": "Id of one conversation, to search or read it alone."},
               "after": {"type": "string", "description": "First day, YYYY-MM-DD."},
               "before": {"type": "string", "description": "The day after the last."},
               "limit": {"type": "integer", "description": "Conversations, at most 10."}}}""").asJsonObject();

    private final MemoryCatalog memory;
    private final CatalogStore sessions;

    public SessionSearchTool(MemoryCatalog memory, CatalogStore sessions) {
        this.memory = Objects.requireNonNull(memory);
        this.sessions = Objects.requireNonNull(sessions);
    }

    @Override
    public String name() {
        return "session_search";
    }

    @Override
    public String description() {
        return "Finds earlier conversations with this user: id, title, day and excerpts of each.";
    }

    @Override
    public JsonObject parameters() {
        return PARAMETERS;
    }

    @Override
    public boolean isFor(RequestScope request) {
        return request.memoryScope().isPresent();
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        ToolArguments given = new ToolArguments(arguments);
        String query = given.text("query").map(text -> text.substring(0, Math.min(MAX_QUERY, text.length()))).orElse("");
        Optional<String> only = given.text("session");
        Instant before = given.time("before").orElse(null);
        Instant after = given.time("after").orElse(null);
        RequestScope request = context.scope();
        Map<String, List<Remembered>> said = bySession(request,
                found(request, query, new ItemFilter(null, null, only.orElse(null), before, after)));
        Map<String, Session> known = new LinkedHashMap<>();
        sessions.named(request.session().tenant(), request.session().owner(), said.keySet())
                .stream().filter(session -> sees(request, session)).forEach(session -> known.put(session.ref().id(), session));
        if (only.isPresent()) {
            Session session = known.get(only.get());
            return session == null ? "Nothing was found in a conversation of this id."
                    : SessionExcerpts.whole(session, said.getOrDefault(only.get(), List.of()), query, isCurrent(request, session));
        }
        Set<Session> found = new LinkedHashSet<>();
        if (!query.isEmpty()) {
            found.addAll(sessions.titled(request.session().tenant(), request.session().owner(), request.memoryScope().orElseThrow().id(),
                    query).stream().filter(session -> sees(request, session) && isWithin(session, before, after)).toList());
        }
        said.keySet().stream().map(known::get).filter(Objects::nonNull).forEach(found::add);
        return told(request, query, said, found, given.number("limit", 1, MAX, DEFAULT));
    }

    private static String told(RequestScope request, String query, Map<String, List<Remembered>> said, Collection<Session> found,
                               int limit) {
        List<Session> others = found.stream().filter(session -> !isCurrent(request, session)).limit(limit).toList();
        List<String> told = new ArrayList<>();
        others.forEach(session -> told.add(SessionExcerpts.some(session, said.getOrDefault(session.ref().id(), List.of()), query, false)));
        // The model has it before its eyes, except what stands on another branch.
        found.stream().filter(session -> isCurrent(request, session)).findFirst().ifPresent(session ->
                told.add(SessionExcerpts.some(session, said.getOrDefault(session.ref().id(), List.of()), query, true)));
        return told.isEmpty() ? "No conversation was found." : String.join("\n\n", told);
    }

    /** Returns what was said, best or latest first; of one conversation without a query in its order. */
    private List<Remembered> found(RequestScope request, String query, ItemFilter filter) {
        Peer all = Peer.of(request);
        Peer own = new Peer(all.scope(), all.userId(), all.name(), all.sessionKey());
        if (query.isEmpty()) {
            boolean one = filter.session() != null;
            return memory.list(own, new MemoryPage.PageRequest(null, one ? MAX_READ : LISTED, !one, filter)).items();
        }
        return memory.search(own, new SearchQuery(query, SEARCHED, filter)).stream().map(Remembered.ScoredMemory::item).toList();
    }

    /** Leaves out notes, which were not said, and what other owners of a common scope said in sessions of their own. */
    private static Map<String, List<Remembered>> bySession(RequestScope request, List<Remembered> items) {
        Map<String, List<Remembered>> sessions = new LinkedHashMap<>();
        for (Remembered item : items) {
            boolean spoken = item.role() == Role.USER || item.role() == Role.ASSISTANT;
            if (spoken && item.mayBeOf(request.session().owner())) {
                sessions.computeIfAbsent(item.session(), session -> new ArrayList<>()).add(item);
            }
        }
        return sessions;
    }

    /** A key that is restricted to agents or models finds here what it finds in the list of sessions. */
    private static boolean sees(RequestScope request, Session session) {
        return request.sees(session.agent(), session.model());
    }

    private static boolean isWithin(Session session, @Nullable Instant before, @Nullable Instant after) {
        return (before == null || session.created().isBefore(before)) && (after == null || !session.updated().isBefore(after));
    }

    private static boolean isCurrent(RequestScope request, Session session) {
        SessionRef current = request.session();
        return current.id().equals(session.ref().id()) && current.owner().equals(session.ref().owner());
    }
}
