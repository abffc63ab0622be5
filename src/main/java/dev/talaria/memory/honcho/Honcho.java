package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.json.Json;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.Call;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.scope.SessionRef;
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

/**
 * The calls of Honcho's API v3 that this memory makes. Those that give a future never block; the others block within the configured
 * timeouts and throw {@link HonchoFault} for whatever is no success. Safe for many threads.
 */
final class Honcho {
    static final int PAGE = 100;
    private static final int MOST_SEARCHED = 500;
    private static final int LONGEST_QUESTION = 4_000;
    private static final Pattern SPECIAL = Pattern.compile("[~`!@#$%^&*()_+=\\[\\]{};':\"\\\\|,.<>/?-]+");
    private static final Answer NOTHING = new Answer(200, JsonValue.NULL, null);

    private final HonchoClient client;
    private final HonchoConfig.Timeouts timeouts;

    Honcho(HonchoClient client, HonchoConfig.Timeouts timeouts) {
        this.client = client;
        this.timeouts = timeouts;
    }

    /** Makes workspace, session and peers at once, with what each observes; true where there was no such session. */
    boolean createSession(Place place) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("id", place.session()).add("peers", Json.builders()
                .createObjectBuilder().add(place.user(), observing(true, false)).add(place.ai(), observing(false, true)));
        if (place.mark() != null) {
            body.add("metadata", place.mark());
        }
        return done(client.send(Call.read(place.tenant(), "POST", workspace(place, "sessions"), body.build(), timeouts.write())))
                .status() == Answer.CREATED;
    }

    private static JsonObjectBuilder observing(boolean me, boolean others) {
        return Json.builders().createObjectBuilder().add("observe_me", me).add("observe_others", others);
    }

    /** Whether the agent's peer learns about others in the session. */
    boolean observes(Place place) {
        return read(place, "GET", workspace(place, "sessions", place.session(), "peers", place.ai(), "config"), null)
                .object().get("observe_others") == JsonValue.TRUE;
    }

    void observe(Place place) {
        read(place, "PUT", workspace(place, "sessions", place.session(), "peers", place.ai(), "config"), observing(false, true).build());
    }

    /** Up to a hundred messages, all or none; what was stored, in order. */
    List<JsonObject> post(Place place, List<JsonObject> messages) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        messages.forEach(array::add);
        return done(client.send(Call.write(place.tenant(), "POST", workspace(place, "sessions", place.session(), "messages"),
                Json.builders().createObjectBuilder().add("messages", array).build(), timeouts.write()))).items();
    }

    /** @param page from 1; filters may be null */
    Answer messages(Place place, JsonObject filters, int page, int size) {
        String path = workspace(place, "sessions", place.session(), "messages", "list")
                + Call.query("page", page + "", "size", size + "");
        return read(place, "POST", path, filtered(filters));
    }

    Answer sessions(Place place, JsonObject filters, int page) {
        return read(place, "POST", workspace(place, "sessions", "list") + Call.query("page", page + "", "size", PAGE + ""),
                filtered(filters));
    }

    private static JsonObject filtered(JsonObject filters) {
        return filters == null ? JsonValue.EMPTY_JSON_OBJECT : Json.builders().createObjectBuilder().add("filters", filters).build();
    }

    boolean hasMessage(Place place, String id) {
        return found(place, "GET", workspace(place, "sessions", place.session(), "messages", id));
    }

    /** The members of a session; none where there is no such session. */
    List<JsonObject> peers(Place place) {
        String path = workspace(place, "sessions", place.session(), "peers") + Call.query("page", "1", "size", PAGE + "");
        return find(place, "GET", path).map(Answer::items).orElse(List.of());
    }

    /** False where there was none; Honcho takes some seconds until it is gone. */
    boolean deleteSession(Place place) {
        return found(place, "DELETE", workspace(place, "sessions", place.session()));
    }

    /** What the agent's peer knows of the user's. */
    CompletableFuture<Answer> context(Place place, String question, int conclusions) {
        String query = question.isBlank() ? Call.query("target", place.user(), "max_conclusions", conclusions + "")
                : Call.query("target", place.user(), "max_conclusions", conclusions + "", "search_query", question);
        String path = workspace(place, "peers", place.ai(), "context") + query;
        return client.send(Call.read(place.tenant(), "GET", path, null, timeouts.read()));
    }

    /** As much of it as Honcho takes. */
    static String question(String text) {
        return Pieces.beginning(text, LONGEST_QUESTION).replace("\0", "").strip();
    }

    /**
     * What to search by; empty where there is nothing. With a special character in it Honcho's full-text search looks for the whole as it
     * stands, in which no sentence is found again, so only a single word keeps them.
     */
    static String words(String text) {
        String question = question(text);
        boolean several = question.chars().anyMatch(Character::isWhitespace);
        String words = several ? SPECIAL.matcher(question).replaceAll(" ").strip() : question;
        return words.codePoints().anyMatch(Character::isLetterOrDigit) ? words : "";
    }

    /** Of the session; none where a scope has several. */
    CompletableFuture<Answer> summaries(Place place) {
        if (place.scope() != null) {
            return CompletableFuture.completedFuture(NOTHING);
        }
        return client.send(Call.read(place.tenant(), "GET", workspace(place, "sessions", place.session(), "summaries"), null,
                timeouts.read()));
    }

    /**
     * In the session, or where a scope has several in what the user said.
     *
     * @param except the transcript whose messages are left out; null for none
     */
    CompletableFuture<Answer> search(Place place, String question, int limit, SessionRef except) {
        String path = place.scope() == null ? workspace(place, "sessions", place.session(), "search")
                : workspace(place, "peers", place.user(), "search");
        return search(place, path, question, limit, except == null ? null : Pieces.notOf(except));
    }

    /** In all sessions of a scope, of very many in the last; what is too old or too new is left out. */
    CompletableFuture<Answer> searchAll(Place place, List<String> sessions, SearchQuery query) {
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        if (place.scope() != null) {
            JsonArrayBuilder names = Json.builders().createArrayBuilder(
                    sessions.subList(Math.max(0, sessions.size() - MOST_SEARCHED), sessions.size()));
            all.add(condition("session_id", Json.builders().createObjectBuilder().add("in", names)));
        }
        if (query.after() != null) {
            all.add(condition("created_at", Json.builders().createObjectBuilder().add("gte", query.after().toString())));
        }
        if (query.before() != null) {
            all.add(condition("created_at", Json.builders().createObjectBuilder().add("lt", query.before().toString())));
        }
        JsonArray conditions = all.build();
        JsonObject filters = conditions.isEmpty() ? null : Json.builders().createObjectBuilder().add("AND", conditions).build();
        String path = place.scope() == null ? workspace(place, "sessions", place.session(), "search") : workspace(place, "search");
        return search(place, path, query.text(), query.limit(), filters);
    }

    private static JsonObjectBuilder condition(String column, JsonObjectBuilder value) {
        return Json.builders().createObjectBuilder().add(column, value);
    }

    private CompletableFuture<Answer> search(Place place, String path, String question, int limit, JsonObject filters) {
        String words = words(question);
        if (words.isEmpty()) {
            return CompletableFuture.completedFuture(NOTHING);
        }
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("query", words).add("limit", limit);
        if (filters != null) {
            body.add("filters", filters);
        }
        return client.send(Call.read(place.tenant(), "POST", path, body.build(), timeouts.read()));
    }

    CompletableFuture<Answer> chat(Place place, String question, String level) {
        JsonObject body = Json.builders().createObjectBuilder().add("query", question(question)).add("target", place.user())
                .add("stream", false).add("reasoning_level", level).build();
        return client.send(Call.write(place.tenant(), "POST", workspace(place, "peers", place.ai(), "chat"), body, timeouts.chat()));
    }

    /** @param card null to read it */
    Answer card(Place place, JsonObject card) {
        return read(place, card == null ? "GET" : "PUT",
                workspace(place, "peers", place.ai(), "card") + Call.query("target", place.user()), card);
    }

    /** @param action {@code list} or {@code query}; null to create */
    Answer conclusions(Place place, String action, JsonObject body) {
        String path = action == null ? workspace(place, "conclusions") : workspace(place, "conclusions", action)
                + (action.equals("list") ? Call.query("page", "1", "size", PAGE + "") : "");
        Call call = action == null ? Call.write(place.tenant(), "POST", path, body, timeouts.read())
                : Call.read(place.tenant(), "POST", path, body, timeouts.read());
        return done(client.send(call));
    }

    boolean deleteConclusion(Place place, String id) {
        return found(place, "DELETE", workspace(place, "conclusions", id));
    }

    static String workspace(Place place, String... segments) {
        return Call.path("workspaces", place.workspace()) + Call.path(segments);
    }

    private Answer read(Place place, String method, String path, JsonValue body) {
        return done(client.send(Call.read(place.tenant(), method, path, body, timeouts.read())));
    }

    private boolean found(Place place, String method, String path) {
        return find(place, method, path).isPresent();
    }

    private Optional<Answer> find(Place place, String method, String path) {
        try {
            return Optional.of(read(place, method, path, null));
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /** As {@link #done}; of what Honcho does not know yet, such as a peer of whom it has heard nothing, there is nothing. */
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

    /** Blocks until it is there, which the call's timeout bounds; an interrupt gives it up. */
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
