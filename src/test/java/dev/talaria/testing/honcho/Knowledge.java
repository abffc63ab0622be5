package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The peers of one workspace, and what they conclude about one another. For one thread at a time. */
final class Knowledge {
    private final Map<String, JsonObject> conclusions = new LinkedHashMap<>();
    private final Map<String, JsonValue> cards = new HashMap<>();
    private final Set<String> peers = new HashSet<>();
    private final Supplier<String> ids;

    Knowledge(Supplier<String> ids) {
        this.ids = ids;
    }

    void meet(String peer) {
        peers.add(peer);
    }

    private void require(String... known) {
        if (!peers.containsAll(List.of(known))) {
            throw HonchoReply.missing("Peer");
        }
    }

    List<String> texts() {
        return conclusions.values().stream().map(conclusion -> conclusion.getString("content")).toList();
    }

    /** Whoever observes hears it; the speaker does too, unless told not to be observed. */
    void derive(Map<String, JsonObject> members, String speaker, String content, String session) {
        if (members.get(speaker).get("observe_me") == JsonValue.FALSE) {
            return;
        }
        members.forEach((peer, config) -> {
            if (peer.equals(speaker) || config.get("observe_others") == JsonValue.TRUE) {
                addConclusion(peer, speaker, speaker + " said: " + content, Json.string(session));
            }
        });
    }

    private JsonObject addConclusion(String observer, String observed, String content, JsonValue session) {
        JsonObject one = Json.builders().createObjectBuilder().add("id", ids.get()).add("content", content).add("observer_id", observer)
                .add("observed_id", observed).add("session_id", session).build();
        conclusions.put(one.getString("id"), one);
        return one;
    }

    HonchoReply context(String observer, Map<String, String> query) {
        require(observer);
        String target = query.getOrDefault("target", observer);
        return new HonchoReply(200, Json.builders().createObjectBuilder().add("peer_id", observer).add("target_id", target)
                .add("representation", facts(observer, target, Long.parseLong(query.getOrDefault("max_conclusions", "25")), one -> true))
                .add("peer_card", cards.getOrDefault(observer + "/" + target, JsonValue.NULL)).build().toString());
    }

    private String facts(String observer, String target, long most, Predicate<JsonObject> wanted) {
        String facts = conclusions.values().stream().filter(one -> one.getString("observer_id").equals(observer)
                && one.getString("observed_id").equals(target)).filter(wanted).limit(most)
                .map(one -> "[2024-03-05 12:00:00] " + one.getString("content") + "\n").collect(Collectors.joining());
        return facts.isEmpty() ? "" : "## Explicit Observations\n\n" + facts;
    }

    /** Its filter knows sessions alone, and those that are wanted alone. */
    HonchoReply representation(String observer, JsonObject body) {
        require(observer);
        JsonObject filters = body.getJsonObject("filters");
        if (!filters.keySet().equals(Set.of("session_id")) || !filters.getJsonObject("session_id").keySet().equals(Set.of("in"))) {
            throw HonchoReply.invalid("value_error", "filters");
        }
        Filter filter = Filter.of(body);
        return new HonchoReply(200, Json.builders().createObjectBuilder().add("representation", facts(observer, body.getString("target"),
                body.getInt("max_conclusions", 25), one -> !filter.apply(Stream.of(one)).isEmpty())).build().toString());
    }

    HonchoReply card(String observer, Map<String, String> query, JsonObject body) {
        peers.add(observer);
        cards.put(observer + "/" + query.get("target"), body.get("peer_card"));
        return new HonchoReply(200, body.toString());
    }

    HonchoReply chat(JsonObject body) {
        require(body.getString("target"));
        return new HonchoReply(200, "{\"content\":\"They asked: " + body.getString("reasoning_level") + "\"}");
    }

    HonchoReply conclude(JsonObject body) {
        List<JsonObject> made = new ArrayList<>();
        for (JsonObject one : body.getJsonArray("conclusions").getValuesAs(JsonObject.class)) {
            require(one.getString("observer_id"), one.getString("observed_id"));
            made.add(addConclusion(one.getString("observer_id"), one.getString("observed_id"), one.getString("content"),
                    one.getOrDefault("session_id", JsonValue.NULL)));
        }
        return HonchoReply.array(201, made);
    }

    List<JsonObject> concluded(JsonObject body) {
        return Filter.of(body).apply(conclusions.values().stream());
    }

    HonchoReply delete(String id) {
        if (conclusions.remove(id) == null) {
            throw HonchoReply.missing("Conclusion");
        }
        return new HonchoReply(204, "");
    }
}
