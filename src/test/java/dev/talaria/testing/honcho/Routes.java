package dev.talaria.testing.honcho;

import dev.talaria.json.Json;
import dev.talaria.testing.SeenRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The API v3 over a state, one request after the other. */
final class Routes {
    private static final List<String> ACTIONS = List.of("list", "query", "search");

    private final HonchoState state;

    Routes(HonchoState state) {
        this.state = state;
    }

    HonchoReply answer(SeenRequest request) {
        String[] parts = request.path().split("\\?", 2);
        List<String> path = Arrays.stream(parts[0].split("/")).skip(2).map(Routes::decode).toList();
        Map<String, String> query = new HashMap<>();
        if (parts.length > 1) {
            Arrays.stream(parts[1].split("&")).map(pair -> pair.split("=", 2)).forEach(pair -> query.put(pair[0], decode(pair[1])));
        }
        JsonObject body = request.body().isBlank() ? JsonValue.EMPTY_JSON_OBJECT : request.json();
        try {
            synchronized (state) {
                return route(request.method() + " " + kind(path), path, query, body);
            }
        } catch (HonchoReply.Refusal refusal) {
            return refusal.honchoReply();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Names in the path, ids as stars. */
    private static String kind(List<String> path) {
        StringBuilder kind = new StringBuilder();
        for (int i = 2; i < path.size(); i++) {
            kind.append('/').append(i % 2 == 0 || ACTIONS.contains(path.get(i)) ? path.get(i) : "*");
        }
        return kind.toString();
    }

    private HonchoReply route(String route, List<String> path, Map<String, String> query, JsonObject body) {
        String workspace = path.get(1);
        Knowledge knowledge = state.knowledge(workspace);
        String id = path.size() > 3 ? workspace + "/" + path.get(3) : "";
        return switch (route) {
            case "POST /sessions" -> state.create(workspace, body);
            case "POST /sessions/list" -> HonchoReply.page(Filter.of(body).apply(state.sessions.in(workspace).map(Session::json)), query);
            case "DELETE /sessions/*" -> state.delete(id);
            case "GET /sessions/*/peers" -> HonchoReply.page(state.sessions.members(id).stream().map(Routes::named).toList(), query);
            case "GET /sessions/*/peers/*/config" -> HonchoReply.of(200, state.sessions.live(id).members.get(path.get(5)));
            case "PUT /sessions/*/peers/*/config" -> state.configure(id, path.get(5), body);
            case "POST /sessions/*/messages" -> state.post(id, body);
            case "POST /sessions/*/messages/list" -> HonchoReply.page(Filter.of(body).apply(state.sessions.messages(id).stream()), query);
            case "GET /sessions/*/messages/*" -> message(id, path.get(5));
            case "GET /sessions/*/summaries" -> state.summary(path.get(3));
            case "POST /sessions/*/search" -> found(state.sessions.messages(id).stream(), body);
            case "POST /peers/*/search" -> found(everything(workspace)
                    .filter(message -> message.getString("peer_id").equals(path.get(3))), body);
            case "POST /search" -> found(everything(workspace), body);
            case "GET /peers/*/context" -> knowledge.context(path.get(3), query);
            case "POST /peers/*/representation" -> knowledge.representation(path.get(3), body);
            case "PUT /peers/*/card" -> knowledge.card(path.get(3), query, body);
            case "POST /peers/*/chat" -> knowledge.chat(body);
            case "POST /conclusions" -> knowledge.conclude(body);
            case "POST /conclusions/list" -> HonchoReply.page(knowledge.concluded(body), query);
            case "POST /conclusions/query" -> HonchoReply.array(200, knowledge.concluded(body));
            case "DELETE /conclusions/*" -> knowledge.delete(path.get(3));
            default -> throw HonchoReply.missing("Route " + route);
        };
    }

    private Stream<JsonObject> everything(String workspace) {
        return state.sessions.in(workspace).flatMap(session -> session.messages.stream());
    }

    private static JsonObject named(String peer) {
        return Json.builders().createObjectBuilder().add("id", peer).build();
    }

    private HonchoReply message(String session, String id) {
        return state.sessions.messages(session).stream().filter(message -> message.getString("id").equals(id)).findFirst()
                .map(message -> HonchoReply.of(200, message)).orElseThrow(() -> HonchoReply.missing("Message"));
    }

    private HonchoReply found(Stream<JsonObject> messages, JsonObject body) {
        if (body.getString("query").isBlank()) {
            throw HonchoReply.invalid("string_too_short", "query");
        }
        return HonchoReply.array(200, Search.find(Filter.of(body).apply(messages), body.getString("query"), body.getInt("limit", 10),
                state.embeds()));
    }
}
