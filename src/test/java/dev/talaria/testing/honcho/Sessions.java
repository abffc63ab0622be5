package dev.talaria.testing.honcho;

import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The sessions of all workspaces, each under {@code workspace/name}, in the order they were made. For one thread at a time. */
final class Sessions {
    private final Map<String, Session> all = new LinkedHashMap<>();

    /** For a write; null where there is none yet. A deleted one's name is taken until the worker has done away with it. */
    Session toWrite(String id) {
        Session session = all.get(id);
        if (session != null && session.isDeleted()) {
            if (session.refuses()) {
                throw HonchoReply.missing("Session");
            }
            all.remove(id);
            return null;
        }
        return session;
    }

    Session make(String id) {
        int slash = id.indexOf('/');
        return all.computeIfAbsent(id, absent -> new Session(id.substring(0, slash), id.substring(slash + 1)));
    }

    Session live(String id) {
        Session session = all.get(id);
        if (session == null || session.isDeleted()) {
            throw HonchoReply.missing("Session");
        }
        return session;
    }

    /** What was said in one; reading of what does not exist finds nothing. */
    List<JsonObject> messages(String id) {
        Session session = all.get(id);
        return session == null ? List.of() : session.messages;
    }

    Set<String> members(String id) {
        Session session = all.get(id);
        return session == null || session.isDeleted() ? Set.of() : session.members.keySet();
    }

    Stream<Session> in(String workspace) {
        return all.entrySet().stream().filter(one -> one.getKey().startsWith(workspace + "/") && !one.getValue().isDeleted())
                .map(Map.Entry::getValue);
    }

    /** The ids of those that are not deleted. */
    List<String> ids() {
        return all.entrySet().stream().filter(one -> !one.getValue().isDeleted()).map(Map.Entry::getKey).toList();
    }

    Stream<JsonObject> everything() {
        return all.values().stream().flatMap(session -> session.messages.stream());
    }
}
