package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.json.Json;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.Call;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.scope.SessionRef;
import dev.talaria.scope.TraceContext;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Honcho's API v3 that this memory needs. Those that return a future never block; the others block within the configured
 * timeouts and throw {@link HonchoFault} for anything but a success. Safe for many threads.
 */
final class Honcho {
    static final int PAGE = 100;
    private static final int MAX_SEARCHED = 500;
    private static final int MAX_QUESTION = 4_000;
    private static final Pattern SPECIAL = Pattern.compile("[~`!@#$%^&*()_+=\\[\\]{};':\"\\\\|,.<>/?-]+");
    private static final Answer NOTHING = new Answer(200, JsonValue.NULL, null);

    private final HonchoClient client;
    private final HonchoConfig.Timeouts timeouts;
    private final boolean directional;
    private final @Nullable TraceContext trace;

    /** Calls for agents that observe the user alone. */
    Honcho(HonchoClient client, HonchoConfig.Timeouts timeouts) {
        this(client, timeouts, false);
    }

    /** @param directional whether both peers observe themselves and each other */
    Honcho(HonchoClient client, HonchoConfig.Timeouts timeouts, boolean directional) {
        this(client, timeouts, directional, null);
    }

    private Honcho(HonchoClient client, HonchoConfig.Timeouts timeouts, boolean directional, @Nullable TraceContext trace) {
        this.client = client;
        this.timeouts = timeouts;
        this.directional = directional;
        this.trace = trace;
    }

    /** Returns the same calls within a trace; null for none. */
    Honcho within(@Nullable TraceContext other) {
        return other == null ? this : new Honcho(client, timeouts, directional, other);
    }

    private CompletableFuture<Answer> send(Call call) {
        return client.send(call, trace);
    }

    /** Creates workspace, session and peers in one call, with what each peer observes; returns true if the session is new. */
    boolean createSession(HonchoLocation location) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("id", location.session()).add("peers", Json.builders()
                .createObjectBuilder().add(location.user(), observing(true, directional)).add(location.ai(), observing(directional, true)));
        if (location.mark() != null) {
            body.add("metadata", location.mark());
        }
        return done(send(Call.read(location.tenant(), "POST", workspace(location, "sessions"), body.build(), timeouts.write())))
                .status() == Answer.CREATED;
    }

    private static JsonObjectBuilder observing(boolean me, boolean others) {
        return Json.builders().createObjectBuilder().add("observe_me", me).add("observe_others", others);
    }

    /** Returns whether the agent's peer learns of the session what it should. */
    boolean observes(HonchoLocation location) {
        JsonObject config = read(location, "GET", configuration(location, location.ai()), null).object();
        return config.get("observe_others") == JsonValue.TRUE && (!directional || config.get("observe_me") == JsonValue.TRUE);
    }

    void observe(HonchoLocation location) {
        read(location, "PUT", configuration(location, location.ai()), observing(directional, true).build());
        if (directional) {
            read(location, "PUT", configuration(location, location.user()), observing(true, true).build());
        }
    }

    private static String configuration(HonchoLocation location, String peer) {
        return workspace(location, "sessions", location.session(), "peers", peer, "config");
    }

    /** Posts up to a hundred messages, all or none; returns the stored ones, in order. */
    List<JsonObject> post(HonchoLocation location, List<JsonObject> messages) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        messages.forEach(array::add);
        return done(send(Call.write(location.tenant(), "POST", workspace(location, "sessions", location.session(), "messages"),
                Json.builders().createObjectBuilder().add("messages", array).build(), timeouts.write()))).items();
    }

    /** @param page from 1; filters may be null */
    Answer messages(HonchoLocation location, JsonObject filters, int page, int size) {
        String path = workspace(location, "sessions", location.session(), "messages", "list")
                + Call.query("page", page + "", "size", size + "");
        return read(location, "POST", path, filtered(filters));
    }

    Answer sessions(HonchoLocation location, JsonObject filters, int page) {
        return done(askSessions(location, filters, page, false));
    }

    /** As {@link #sessions}, without blocking. */
    CompletableFuture<Answer> askSessions(HonchoLocation location, JsonObject filters, int page, boolean newestFirst) {
        String path = workspace(location, "sessions", "list") + (newestFirst
                ? Call.query("page", page + "", "size", PAGE + "", "reverse", "true") : Call.query("page", page + "", "size", PAGE + ""));
        return send(Call.read(location.tenant(), "POST", path, filtered(filters), timeouts.read()));
    }

    private static JsonObject filtered(JsonObject filters) {
        return filters == null ? JsonValue.EMPTY_JSON_OBJECT : Json.builders().createObjectBuilder().add("filters", filters).build();
    }

    boolean hasMessage(HonchoLocation location, String id) {
        return found(location, "GET", workspace(location, "sessions", location.session(), "messages", id));
    }

    /** Returns the members of a session; none for a missing session. */
    List<JsonObject> peers(HonchoLocation location) {
        String path = workspace(location, "sessions", location.session(), "peers") + Call.query("page", "1", "size", PAGE + "");
        return find(location, "GET", path).map(Answer::items).orElse(List.of());
    }

    /** Returns false if there was none; Honcho takes some seconds to delete a session. */
    boolean deleteSession(HonchoLocation location) {
        return found(location, "DELETE", workspace(location, "sessions", location.session()));
    }

    /** Returns what the agent's peer knows of the user's. */
    CompletableFuture<Answer> context(HonchoLocation location, String question, int conclusions) {
        String query = question.isBlank() ? Call.query("target", location.user(), "max_conclusions", conclusions + "")
                : Call.query("target", location.user(), "max_conclusions", conclusions + "", "search_query", question);
        String path = workspace(location, "peers", location.ai(), "context") + query;
        return send(Call.read(location.tenant(), "GET", path, null, timeouts.read()));
    }

    /** Returns what the agent's peer has concluded of the user's from these sessions alone. */
    CompletableFuture<Answer> representation(HonchoLocation location, String question, int conclusions, List<String> sessions) {
        JsonArrayBuilder names = Json.builders().createArrayBuilder(sessions);
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("target", location.user()).add("max_conclusions", conclusions)
                .add("filters", condition("session_id", Json.builders().createObjectBuilder().add("in", names)));
        if (!question.isBlank()) {
            body.add("search_query", question);
        }
        return send(Call.read(location.tenant(), "POST", workspace(location, "peers", location.ai(), "representation"), body.build(),
                timeouts.read()));
    }

    /** Cuts a question to the length that Honcho accepts. */
    static String question(String text) {
        return Truncation.start(text, MAX_QUESTION).replace("\0", "").strip();
    }

    /**
     * Returns the search text; empty if there is nothing to search for. With a special character in it, Honcho's full-text search looks for
     * the whole text literally, which never matches a sentence; so only a single word keeps its special characters.
     */
    static String words(String text) {
        String question = question(text);
        boolean several = question.chars().anyMatch(Character::isWhitespace);
        String words = several ? SPECIAL.matcher(question).replaceAll(" ").strip() : question;
        return words.codePoints().anyMatch(Character::isLetterOrDigit) ? words : "";
    }

    /** Returns the session's summaries; none if the scope has several sessions. */
    CompletableFuture<Answer> summaries(HonchoLocation location) {
        if (location.scope() != null) {
            return CompletableFuture.completedFuture(NOTHING);
        }
        return send(Call.read(location.tenant(), "GET", workspace(location, "sessions", location.session(), "summaries"), null,
                timeouts.read()));
    }

    /**
     * Searches the session, or, if the scope has several, what the user said.
     *
     * @param except the transcript whose messages are left out; null for none
     */
    CompletableFuture<Answer> search(HonchoLocation location, String question, int limit, SessionRef except) {
        String path = location.scope() == null ? workspace(location, "sessions", location.session(), "search")
                : workspace(location, "peers", location.user(), "search");
        return search(location, path, question, limit, except == null ? null : MessageChunks.notOf(except));
    }

    /** Searches all sessions of a scope, of very many the latest, within the query's times. */
    CompletableFuture<Answer> searchAll(HonchoLocation location, List<String> sessions, SearchQuery query) {
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        if (location.scope() != null) {
            JsonArrayBuilder names = Json.builders().createArrayBuilder(
                    sessions.subList(Math.max(0, sessions.size() - MAX_SEARCHED), sessions.size()));
            all.add(condition("session_id", Json.builders().createObjectBuilder().add("in", names)));
        }
        if (query.filter().after() != null) {
            all.add(condition("created_at", Json.builders().createObjectBuilder().add("gte", query.filter().after().toString())));
        }
        if (query.filter().before() != null) {
            all.add(condition("created_at", Json.builders().createObjectBuilder().add("lt", query.filter().before().toString())));
        }
        JsonArray conditions = all.build();
        JsonObject filters = conditions.isEmpty() ? null : Json.builders().createObjectBuilder().add("AND", conditions).build();
        String path = location.scope() == null ? workspace(location, "sessions", location.session(), "search")
                : workspace(location, "search");
        return search(location, path, query.text(), query.limit(), filters);
    }

    private static JsonObjectBuilder condition(String column, JsonObjectBuilder value) {
        return Json.builders().createObjectBuilder().add(column, value);
    }

    private CompletableFuture<Answer> search(HonchoLocation location, String path, String question, int limit, JsonObject filters) {
        String words = words(question);
        if (words.isEmpty()) {
            return CompletableFuture.completedFuture(NOTHING);
        }
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("query", words).add("limit", limit);
        if (filters != null) {
            body.add("filters", filters);
        }
        return send(Call.read(location.tenant(), "POST", path, body.build(), timeouts.read()));
    }

    CompletableFuture<Answer> chat(HonchoLocation location, String question, String level) {
        JsonObject body = Json.builders().createObjectBuilder().add("query", question(question)).add("target", location.user())
                .add("stream", false).add("reasoning_level", level).build();
        return send(Call.write(location.tenant(), "POST", workspace(location, "peers", location.ai(), "chat"), body,
                timeouts.chat()));
    }

    /** @param card null to read it */
    Answer card(HonchoLocation location, JsonObject card) {
        return read(location, card == null ? "GET" : "PUT",
                workspace(location, "peers", location.ai(), "card") + Call.query("target", location.user()), card);
    }

    /** @param action {@code list} or {@code query}; null to create */
    Answer conclusions(HonchoLocation location, String action, JsonObject body) {
        String path = action == null ? workspace(location, "conclusions") : workspace(location, "conclusions", action)
                + (action.equals("list") ? Call.query("page", "1", "size", PAGE + "") : "");
        Call call = action == null ? Call.write(location.tenant(), "POST", path, body, timeouts.read())
                : Call.read(location.tenant(), "POST", path, body, timeouts.read());
        return done(send(call));
    }

    boolean deleteConclusion(HonchoLocation location, String id) {
        return found(location, "DELETE", workspace(location, "conclusions", id));
    }

    static String workspace(HonchoLocation location, String... segments) {
        return Call.path("workspaces", location.workspace()) + Call.path(segments);
    }

    private Answer read(HonchoLocation location, String method, String path, JsonValue body) {
        return done(send(Call.read(location.tenant(), method, path, body, timeouts.read())));
    }

    private boolean found(HonchoLocation location, String method, String path) {
        return find(location, method, path).isPresent();
    }

    private Optional<Answer> find(HonchoLocation location, String method, String path) {
        try {
            return Optional.of(read(location, method, path, null));
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /** As {@link #done}; returns an empty answer for what Honcho does not know yet, such as a new peer. */
    static Answer await(CompletableFuture<Answer> asked) {
        try {
            return done(asked);
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                return NOTHING;
            }
            throw fault;
        }
    }

    /** Blocks until the answer arrives, which the call's timeout bounds; an interrupt cancels the call. */
    private static Answer done(CompletableFuture<Answer> asked) {
        try {
            Answer answer = asked.get();
            if (!answer.isSuccess()) {
                throw HonchoFault.refused(answer);
            }
            return answer;
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw HonchoFault.unanswered("The call was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HonchoFault fault ? fault : new IllegalStateException(e.getCause());
        }
    }
}
