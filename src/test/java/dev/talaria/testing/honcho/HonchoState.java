package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a {@link ScriptedHoncho} keeps, as if one could look into its database. Safe for many threads: one after the other. */
public final class HonchoState {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX = 25_000;

    final Sessions sessions = new Sessions();
    private final Map<String, Knowledge> workspaces = new LinkedHashMap<>();
    private final Map<String, String> summaries = new HashMap<>();
    private boolean derives;
    private boolean embeds = true;
    private int ids;

    private String nextId() {
        return String.format("%021d", ++ids);
    }

    /** From now on everything that somebody who observes hears becomes a conclusion at once. */
    public synchronized void deriveAtOnce() {
        derives = true;
    }

    /** From now on messages are found by their words alone, as they are for some seconds after they came. */
    public synchronized void embedNothing() {
        embeds = false;
    }

    boolean embeds() {
        return embeds;
    }

    /** @param session without its workspace */
    public synchronized void summarise(String session, String summary) {
        summaries.put(session, summary);
    }

    /** Contents in a session, in order. */
    public synchronized List<String> said(String session) {
        return sessions.messages(session).stream().map(message -> message.getString("content")).toList();
    }

    /** Contents in all sessions. */
    public synchronized List<String> said() {
        return sessions.everything().map(message -> message.getString("content")).toList();
    }

    /** Those that are not deleted, with their workspaces. */
    public synchronized List<String> sessions() {
        return sessions.ids();
    }

    public synchronized List<String> conclusions() {
        return workspaces.values().stream().flatMap(knowledge -> knowledge.texts().stream()).toList();
    }

    Knowledge knowledge(String workspace) {
        return workspaces.computeIfAbsent(workspace, absent -> new Knowledge(this::nextId));
    }

    /** What a member observes; null where it is none. */
    public synchronized JsonObject observes(String session, String peer) {
        return sessions.live(session).members.get(peer);
    }

    /** As another program would: by messages alone, so that nobody was told what to observe. */
    public synchronized void makeBesides(String session, String... members) {
        List.of(members).forEach(member -> join(sessions.make(session), member, JsonValue.EMPTY_JSON_OBJECT));
    }

    public synchronized void sayBesides(String session, String peer, String text) {
        post(session, Json.parse("{\"messages\": [{\"peer_id\": \"" + peer + "\", \"content\": \"" + text + "\"}]}").asJsonObject());
    }

    public synchronized void deleteBesides(String session) {
        sessions.live(session).delete();
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

    private void join(Session session, String peer, JsonObject config) {
        knowledge(session.workspace).meet(peer);
        session.join(peer, config);
    }

    synchronized HonchoReply create(String workspace, JsonObject body) {
        String id = workspace + "/" + named(body.getString("id"), "id");
        boolean absent = sessions.toWrite(id) == null;
        Session session = sessions.make(id);
        if (body.containsKey("metadata")) {
            session.metadata = body.getJsonObject("metadata");
        }
        body.getOrDefault("peers", JsonValue.EMPTY_JSON_OBJECT).asJsonObject()
                .forEach((peer, config) -> join(session, named(peer, "peers"), config.asJsonObject()));
        return HonchoReply.of(absent ? 201 : 200, session.json());
    }

    private static String named(String id, String loc) {
        if (!id.matches("[a-zA-Z0-9_-]{1,100}")) {
            throw HonchoReply.invalid("string_pattern_mismatch", loc);
        }
        return id;
    }

    synchronized HonchoReply delete(String session) {
        sessions.live(session).delete();
        return new HonchoReply(202, "{\"message\":\"Session deleted successfully\"}");
    }

    synchronized HonchoReply configure(String session, String peer, JsonObject body) {
        sessions.live(session).members.put(peer, Session.observing(body));
        return new HonchoReply(204, "");
    }

    synchronized HonchoReply post(String id, JsonObject body) {
        sessions.toWrite(id);
        List<JsonObject> messages = body.getJsonArray("messages").getValuesAs(JsonObject.class);
        if (messages.isEmpty() || messages.size() > HonchoReply.MAX) {
            throw HonchoReply.invalid("too_long", "messages");
        }
        for (JsonObject message : messages) {
            named(message.getString("peer_id"), "messages");
            if (message.getString("content").codePointCount(0, message.getString("content").length()) > MAX) {
                throw HonchoReply.invalid("string_too_long", "content");
            }
        }
        Session session = sessions.make(id);
        List<JsonObject> stored = new ArrayList<>();
        messages.forEach(message -> stored.add(store(session, message)));
        notifyAll();
        return HonchoReply.array(201, stored);
    }

    private JsonObject store(Session session, JsonObject message) {
        String peer = message.getString("peer_id");
        join(session, peer, JsonValue.EMPTY_JSON_OBJECT);
        JsonObjectBuilder one = Json.builders().createObjectBuilder(message).add("id", nextId()).add("session_id", session.name)
                .add("token_count", 7).add("evidence", JsonValue.EMPTY_JSON_ARRAY);
        if (!message.containsKey("created_at")) {
            one.add("created_at", Instant.now().toString());
        }
        JsonObject stored = one.build();
        session.messages.add(stored);
        if (derives) {
            knowledge(session.workspace).derive(session.members, peer, message.getString("content"), session.name);
        }
        return stored;
    }

    synchronized HonchoReply summary(String session) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder().add("id", session).add("long_summary", JsonValue.NULL);
        if (summaries.containsKey(session)) {
            body.add("short_summary", Json.builders().createObjectBuilder().add("content", summaries.get(session))
                    .add("created_at", "2024-03-05T12:00:00Z"));
        }
        return HonchoReply.of(200, body.build());
    }
}
