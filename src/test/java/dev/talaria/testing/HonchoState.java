package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What a {@link ScriptedHoncho} keeps and how it answers. Safe for many threads: one request after the other. */
public final class HonchoState {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST = 25_000;
    private static final int MOST = 100;
    private static final int REFUSALS_AFTER_DELETION = 1;

    /** @param body JSON text */
    record Said(int status, String body) {
    }

    private static final class Session {
        private final Map<String, JsonObject> members = new LinkedHashMap<>();
        private final List<JsonObject> messages = new ArrayList<>();
        private JsonObject metadata = JsonValue.EMPTY_JSON_OBJECT;
        private int refusals = -1;
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Said said;

        Refusal(int status, JsonValue detail) {
            said = new Said(status, Json.builders().createObjectBuilder().add("detail", detail).build().toString());
        }

        Refusal(int status, String detail) {
            this(status, Json.string(detail));
        }
    }

    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Set<String> peers = new LinkedHashSet<>();
    private final HonchoKnowledge knowledge = new HonchoKnowledge(peers, this::nextId);
    private final Map<String, String> summaries = new HashMap<>();
    private boolean derives;
    private int ids;

    /** From now on everything that somebody who observes hears becomes a conclusion at once. */
    public synchronized void deriveAtOnce() {
        derives = true;
    }

    public synchronized void summarise(String session, String summary) {
        summaries.put(session, summary);
    }

    /** Contents in a session, in order. */
    public synchronized List<String> said(String session) {
        return sessions.containsKey(session) ? sessions.get(session).messages.stream().map(message -> message.getString("content")).toList()
                : List.of();
    }

    public synchronized List<JsonObject> messages(String session) {
        return List.copyOf(sessions.get(session).messages);
    }

    /** Contents in all sessions. */
    public synchronized List<String> said() {
        return sessions.values().stream().flatMap(session -> session.messages.stream())
                .map(message -> message.getString("content")).toList();
    }

    /** The names that are taken, deleted ones included until they are purged. */
    public synchronized List<String> sessions() {
        return sessions.entrySet().stream().filter(session -> session.getValue().refusals < 0).map(Map.Entry::getKey).toList();
    }

    public synchronized List<String> peers() {
        return List.copyOf(peers);
    }

    public synchronized List<String> conclusions() {
        return knowledge.texts();
    }

    /** What a member observes; null where it is none. */
    public synchronized JsonObject observes(String session, String peer) {
        return sessions.get(session).members.get(peer);
    }

    /** As another program would: by messages alone, so that nobody was told what to observe. */
    public synchronized void makeBesides(String session, String... members) {
        Session made = sessions.computeIfAbsent(session, absent -> new Session());
        List.of(members).forEach(member -> made.members.put(member, observing(JsonValue.EMPTY_JSON_OBJECT)));
        peers.addAll(List.of(members));
    }

    public synchronized void sayBesides(String session, String peer, String text) {
        post(session, Json.parse("{\"messages\": [{\"peer_id\": \"" + peer + "\", \"content\": \"" + text + "\"}]}").asJsonObject());
    }

    public synchronized void deleteBesides(String session) {
        delete(session);
    }

    /** Waits until so many messages have been stored. */
    public synchronized void awaitSaid(int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (said().size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("only " + said().size() + " messages came");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized Said answer(SeenRequest request) {
        try {
            String[] parts = request.path().split("\\?", 2);
            List<String> path = Arrays.stream(parts[0].split("/")).skip(2).map(HonchoState::decode).toList();
            Map<String, String> query = new HashMap<>();
            if (parts.length > 1) {
                Arrays.stream(parts[1].split("&")).map(pair -> pair.split("=", 2)).forEach(pair -> query.put(pair[0], decode(pair[1])));
            }
            JsonObject body = request.body().isBlank() ? JsonValue.EMPTY_JSON_OBJECT : request.json();
            return route(request.method() + " " + kind(path), path, query, body);
        } catch (Refusal refusal) {
            return refusal.said;
        }
    }

    /** Names in the path, ids as stars. */
    private static String kind(List<String> path) {
        StringBuilder kind = new StringBuilder();
        for (int i = 2; i < path.size(); i++) {
            boolean action = List.of("list", "query", "search").contains(path.get(i));
            kind.append('/').append(i % 2 == 0 || action ? path.get(i) : "*");
        }
        return kind.toString();
    }

    private Said route(String route, List<String> path, Map<String, String> query, JsonObject body) {
        String workspace = path.get(1) + "/";
        String id = path.size() > 3 ? workspace + path.get(3) : "";
        return switch (route) {
            case "POST /sessions" -> create(workspace, body);
            case "POST /sessions/list" -> page(sessionsLike(workspace, body), query);
            case "DELETE /sessions/*" -> delete(id);
            case "GET /sessions/*/peers" -> page(live(id).members.keySet().stream().map(this::named).toList(), query);
            case "GET /sessions/*/peers/*/config" -> new Said(200, live(id).members.get(path.get(5)).toString());
            case "PUT /sessions/*/peers/*/config" -> configure(id, path.get(5), body);
            case "POST /sessions/*/messages" -> post(id, body);
            case "POST /sessions/*/messages/list" -> page(filtered(known(id).messages, body), query);
            case "GET /sessions/*/messages/*" -> message(id, path.get(5));
            case "GET /sessions/*/summaries" -> summary(path.get(3));
            case "POST /sessions/*/search" -> found(known(id).messages, body);
            case "POST /peers/*/search" -> found(everything(workspace).stream()
                    .filter(message -> message.getString("peer_id").equals(path.get(3))).toList(), body);
            case "POST /search" -> found(everything(workspace), body);
            case "GET /peers/*/context" -> knowledge.context(path.get(3), query);
            case "PUT /peers/*/card" -> knowledge.card(path.get(3), query, body);
            case "POST /peers/*/chat" -> new Said(200, "{\"content\":\"They asked: " + body.getString("reasoning_level") + "\"}");
            case "POST /conclusions" -> knowledge.conclude(body);
            case "POST /conclusions/list" -> page(knowledge.concluded(body), query);
            case "POST /conclusions/query" -> new Said(200, array(knowledge.concluded(body)));
            case "DELETE /conclusions/*" -> knowledge.delete(path.get(3));
            default -> missing("Route " + route);
        };
    }

    private Said create(String workspace, JsonObject body) {
        String id = named(body.getString("id"), "body", "id");
        Session old = sessions.get(workspace + id);
        if (old != null && old.refusals >= 0) {
            refuse(workspace + id, old);
        }
        Session session = known(workspace + id);
        sessions.put(workspace + id, session);
        if (body.containsKey("metadata")) {
            session.metadata = body.getJsonObject("metadata");
        }
        if (body.containsKey("peers")) {
            body.getJsonObject("peers").forEach((peer, config) -> {
                peers.add(named(peer, "body", "peers"));
                session.members.putIfAbsent(peer, observing(config.asJsonObject()));
            });
        }
        return new Said(old == null || old.refusals >= 0 ? 201 : 200, described(id, session).toString());
    }

    private static JsonObject observing(JsonObject config) {
        return Json.builders().createObjectBuilder().add("observe_me", config.getOrDefault("observe_me", JsonValue.NULL))
                .add("observe_others", config.getOrDefault("observe_others", JsonValue.NULL)).build();
    }

    private JsonObject described(String id, Session session) {
        return Json.builders().createObjectBuilder().add("id", id).add("is_active", true).add("metadata", session.metadata)
                .add("uid", "new-in-later-servers").build();
    }

    private Said delete(String id) {
        Session session = sessions.get(id);
        if (session == null || session.refusals >= 0) {
            return missing("Session");
        }
        session.refusals = REFUSALS_AFTER_DELETION;
        session.messages.clear();
        return new Said(202, "{\"message\":\"Session deleted successfully\"}");
    }

    /** A deleted session's name is taken until the worker has done away with it. */
    private void refuse(String id, Session session) {
        if (session.refusals-- > 0) {
            throw new Refusal(404, "Session not found");
        }
        sessions.remove(id);
    }

    private Session live(String id) {
        Session session = sessions.get(id);
        if (session == null || session.refusals >= 0) {
            throw new Refusal(404, "Session not found");
        }
        return session;
    }

    /** Reading of what does not exist finds nothing. */
    private Session known(String id) {
        Session session = sessions.get(id);
        return session == null || session.refusals >= 0 ? new Session() : session;
    }

    private Said configure(String id, String peer, JsonObject body) {
        live(id).members.put(peer, observing(body));
        return new Said(204, "");
    }

    private Said post(String id, JsonObject body) {
        Session old = sessions.get(id);
        if (old != null && old.refusals >= 0) {
            refuse(id, old);
        }
        List<JsonObject> messages = body.getJsonArray("messages").getValuesAs(JsonObject.class);
        if (messages.isEmpty() || messages.size() > MOST) {
            throw invalid("too_long", "messages");
        }
        for (JsonObject message : messages) {
            named(message.getString("peer_id"), "body", "messages");
            if (message.getString("content").codePointCount(0, message.getString("content").length()) > LONGEST) {
                throw invalid("string_too_long", "content");
            }
        }
        Session session = sessions.computeIfAbsent(id, absent -> new Session());
        List<JsonObject> stored = new ArrayList<>();
        for (JsonObject message : messages) {
            String peer = message.getString("peer_id");
            peers.add(peer);
            session.members.putIfAbsent(peer, observing(JsonValue.EMPTY_JSON_OBJECT));
            JsonObjectBuilder one = Json.builders().createObjectBuilder(message).add("id", nextId())
                    .add("session_id", id.substring(id.indexOf('/') + 1)).add("token_count", 7).add("evidence", JsonValue.EMPTY_JSON_ARRAY);
            if (!message.containsKey("created_at")) {
                one.add("created_at", Instant.now().toString());
            }
            stored.add(one.build());
            if (derives) {
                knowledge.derive(session.members, peer, message.getString("content"), id.substring(id.indexOf('/') + 1));
            }
        }
        session.messages.addAll(stored);
        notifyAll();
        return new Said(201, array(stored));
    }

    private Said message(String session, String id) {
        return known(session).messages.stream().filter(message -> message.getString("id").equals(id)).findFirst()
                .map(message -> new Said(200, message.toString())).orElseGet(() -> missing("Message"));
    }

    private Said summary(String session) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("id", session).add("long_summary", JsonValue.NULL);
        if (summaries.containsKey(session)) {
            body.add("short_summary", Json.builders().createObjectBuilder().add("content", summaries.get(session))
                    .add("created_at", "2024-03-05T12:00:00Z"));
        }
        return new Said(200, body.build().toString());
    }

    private List<JsonObject> sessionsLike(String workspace, JsonObject body) {
        List<JsonObject> all = sessions.entrySet().stream()
                .filter(session -> session.getKey().startsWith(workspace) && session.getValue().refusals < 0)
                .map(session -> described(session.getKey().substring(workspace.length()), session.getValue())).toList();
        return HonchoFilter.of(body).apply(all);
    }

    private List<JsonObject> everything(String workspace) {
        return sessions.entrySet().stream().filter(session -> session.getKey().startsWith(workspace))
                .flatMap(session -> session.getValue().messages.stream()).toList();
    }

    private static List<JsonObject> filtered(List<JsonObject> messages, JsonObject body) {
        return HonchoFilter.of(body).apply(messages);
    }

    /** By how many words of the query are in it, the newest first where as many are. */
    private static Said found(List<JsonObject> messages, JsonObject body) {
        if (body.getString("query").isBlank()) {
            throw invalid("string_too_short", "query");
        }
        Set<String> words = HonchoFilter.words(body.getString("query"));
        Map<JsonObject, Long> scores = new LinkedHashMap<>();
        List<JsonObject> newest = new ArrayList<>(filtered(messages, body));
        newest.sort(Comparator.comparing((JsonObject message) -> OffsetDateTime.parse(message.getString("created_at"))).reversed());
        newest.forEach(message -> scores.put(message,
                HonchoFilter.words(message.getString("content")).stream().filter(words::contains).count()));
        return new Said(200, array(scores.entrySet().stream().filter(score -> score.getValue() > 0)
                .sorted(Map.Entry.<JsonObject, Long>comparingByValue().reversed()).limit(body.getInt("limit"))
                .map(Map.Entry::getKey).toList()));
    }

    private static Said page(List<JsonObject> all, Map<String, String> query) {
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        int size = Integer.parseInt(query.getOrDefault("size", "50"));
        if (page < 1 || size < 1 || size > MOST) {
            throw invalid("less_than_equal", "size");
        }
        List<JsonObject> items = all.stream().skip((long) (page - 1) * size).limit(size).toList();
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        items.forEach(array::add);
        return new Said(200, Json.builders().createObjectBuilder().add("items", array).add("total", all.size()).add("page", page)
                .add("size", size).add("pages", (all.size() + size - 1) / size).build().toString());
    }

    private JsonObject named(String peer) {
        return Json.builders().createObjectBuilder().add("id", peer).build();
    }

    private static String named(String id, String... loc) {
        if (!id.matches("[a-zA-Z0-9_-]{1,100}")) {
            throw invalid("string_pattern_mismatch", loc[1]);
        }
        return id;
    }

    private static Refusal invalid(String type, String loc) {
        return new Refusal(422, Json.builders().createArrayBuilder().add(Json.builders().createObjectBuilder().add("type", type)
                .add("loc", Json.builders().createArrayBuilder().add("body").add(loc)).add("msg", "is not as it should be")
                .add("input", "what was sent, word for word")).build());
    }

    static Said missing(String what) {
        return new Said(404, "{\"detail\":\"" + what + " not found\"}");
    }

    private String nextId() {
        return String.format("%021d", ++ids);
    }

    static String array(List<JsonObject> all) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        all.forEach(array::add);
        return array.build().toString();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
