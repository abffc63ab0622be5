package dev.talaria.agent.turn;

import dev.talaria.json.Json;
import dev.talaria.run.Durability;
import dev.talaria.run.Keepsake;
import dev.talaria.run.RunTerms;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Join;
import dev.talaria.session.MessagesJson;
import dev.talaria.session.PartsJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was asked, by whom, as the JSON text that is stored with a durable run: enough to carry it out in another process. */
public final class TurnJson {
    private final JsonObject stored;

    private TurnJson(JsonObject stored) {
        this.stored = stored;
    }

    public static TurnJson read(String json) {
        return new TurnJson(Json.parse(json).asJsonObject());
    }

    public static String write(RequestScope scope, Turn turn) {
        return Json.generate(out -> {
            out.writeStartObject();
            scope(out, scope);
            PartsJson.text(out, "source", turn.source());
            PartsJson.text(out, "model", turn.model());
            MessagesJson.write(out, "system", turn.system());
            MessagesJson.write(out, "conversation", turn.conversation());
            out.writeStartArray("tools");
            turn.clientTools().forEach(out::write);
            out.writeEnd().write("parameters", turn.parameters()).write("stream", turn.stream()).write("task", turn.task())
                    .write("fingerprint", turn.fingerprint()).write("in_session", turn.inSession())
                    .write("own_session", turn.terms().ownSession()).write("approvable", turn.terms().approvable());
            preferences(out, turn.preferences());
            continuity(out, turn.continuity());
            out.writeEnd();
        });
    }

    private static void scope(JsonGenerator out, RequestScope scope) {
        PartsJson.text(out, "request", scope.requestId());
        PartsJson.text(out, "session_key", scope.sessionKey());
        PartsJson.text(out, "memory", scope.memoryScope().map(MemoryScope::id).orElse(null));
        PartsJson.text(out, "idempotency_key", scope.idempotencyKey());
        out.writeStartObject("identity");
        scope.identity().headers().forEach((name, value) -> PartsJson.text(out, name, value));
        out.writeEnd();
    }

    private static void preferences(JsonGenerator out, Preferences preferences) {
        out.write("memory_off", preferences.memoryOff()).write("multitask", preferences.multitask().name())
                .write("history", preferences.history().name()).write("tool_progress", preferences.toolProgress());
        PartsJson.text(out, "disconnect", preferences.disconnect() == null ? null : preferences.disconnect().name());
        PartsJson.text(out, "task_name", preferences.task());
    }

    private static void continuity(JsonGenerator out, Continuity continuity) {
        out.write("most_history", continuity.mostHistory()).write("kept", continuity.kept());
        if (continuity.join() instanceof Join.After after) {
            out.write("join", "after").write("node", after.node());
        } else if (continuity.join() instanceof Join.ByHistory by) {
            out.write("join", "history").write("mode", by.mode().name());
        } else if (continuity.join() instanceof Join.AtHead) {
            out.write("join", "head");
        }
    }

    /** @param keepsake what its dialect keeps of it, which no text can say */
    public Turn turn(Keepsake keepsake) {
        RunTerms terms = new RunTerms(Durability.DURABLE, stored.getBoolean("own_session"), stored.getBoolean("approvable"));
        Continuity continuity = new Continuity(join(), stored.getInt("most_history"), stored.getBoolean("kept"), keepsake);
        return new Turn(stored.getString("source"), stored.getString("model"), MessagesJson.read(stored, "system"),
                MessagesJson.read(stored, "conversation"), stored.getJsonArray("tools").getValuesAs(JsonValue::asJsonObject),
                stored.getJsonObject("parameters"), stored.getBoolean("stream"), stored.getBoolean("task"), preferences(),
                stored.getString("fingerprint"), stored.getBoolean("in_session"), terms, continuity);
    }

    public RequestScope scope(Caller caller, SessionRef session) {
        Map<String, String> identity = new LinkedHashMap<>();
        stored.getJsonObject("identity").forEach((name, value) -> identity.put(name, ((JsonString) value).getString()));
        MemoryScope memory = find("memory").map(id -> new MemoryScope(session.tenant(), id)).orElse(null);
        return new RequestScope(stored.getString("request"), caller, session, find("session_key").orElse(null), new Identity(identity),
                memory, find("idempotency_key").orElse(null));
    }

    private Preferences preferences() {
        return new Preferences(stored.getBoolean("memory_off"), find("disconnect").map(Preferences.Disconnect::valueOf).orElse(null),
                Preferences.Multitask.valueOf(stored.getString("multitask")), Preferences.History.valueOf(stored.getString("history")),
                stored.getBoolean("tool_progress"), find("task_name").orElse(null));
    }

    private Join join() {
        return switch (find("join").orElse("")) {
            case "after" -> new Join.After(stored.getString("node"));
            case "history" -> new Join.ByHistory(Preferences.History.valueOf(stored.getString("mode")));
            case "head" -> new Join.AtHead();
            default -> null;
        };
    }

    private Optional<String> find(String name) {
        return PartsJson.text(stored, name);
    }
}
