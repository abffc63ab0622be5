package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredObject;
import dev.talaria.run.Durability;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import dev.talaria.session.MessagesJson;
import dev.talaria.session.PartsJson;
import jakarta.json.stream.JsonGenerator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was asked, by whom, as the JSON text that is stored with a durable run: enough to carry it out in another process. */
public final class TurnJson {
    private final StoredObject stored;

    private TurnJson(StoredObject stored) {
        this.stored = stored;
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static TurnJson read(String json) {
        return new TurnJson(StoredJson.TURN.read(json));
    }

    public static String write(RequestScope scope, Turn turn) {
        return StoredJson.TURN.generate(out -> {
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
            continuity(out, turn.transcript());
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

    private static void continuity(JsonGenerator out, TranscriptPolicy transcript) {
        out.write("most_history", transcript.mostHistory()).write("kept", transcript.kept());
        if (transcript.attachMode() instanceof AttachMode.After after) {
            out.write("join", "after").write("node", after.node());
        } else if (transcript.attachMode() instanceof AttachMode.ByHistory by) {
            out.write("join", "history").write("mode", by.mode().name());
        } else if (transcript.attachMode() instanceof AttachMode.AtHead) {
            out.write("join", "head");
        }
    }

    /** @param hook what its dialect keeps of it, which no text can say */
    public Turn turn(RunTransactionHook hook) {
        RunTerms terms = new RunTerms(Durability.DURABLE, stored.flag("own_session", false), stored.flag("approvable", false));
        TranscriptPolicy transcript = new TranscriptPolicy(attachMode(), stored.count("most_history", Integer.MAX_VALUE),
                stored.flag("kept", true),
                hook);
        return new Turn(stored.text("source", ""), stored.text("model", ""), MessagesJson.read(stored, "system"),
                MessagesJson.read(stored, "conversation"), stored.parts("tools").stream().map(StoredObject::json).toList(),
                stored.object("parameters"), stored.flag("stream", false), stored.flag("task", false), preferences(),
                stored.text("fingerprint", ""), stored.flag("in_session", false), terms, transcript);
    }

    public RequestScope scope(Caller caller, SessionRef session) {
        Map<String, String> identity = new LinkedHashMap<>();
        StoredObject headers = stored.part("identity");
        headers.json().keySet().stream().filter(name -> headers.text(name) != null)
                .forEach(name -> identity.put(name, headers.text(name)));
        MemoryScope memory = stored.text("memory") == null ? null : new MemoryScope(session.tenant(), stored.text("memory"));
        return new RequestScope(stored.text("request", ""), caller, session, stored.text("session_key"), new Identity(identity), memory,
                stored.text("idempotency_key"));
    }

    private Preferences preferences() {
        Preferences usual = Preferences.DEFAULT;
        return new Preferences(stored.flag("memory_off", usual.memoryOff()),
                stored.choice("disconnect", Preferences.Disconnect.class, usual.disconnect()),
                stored.choice("multitask", Preferences.Multitask.class, usual.multitask()),
                stored.choice("history", Preferences.History.class, usual.history()), stored.flag("tool_progress", usual.toolProgress()),
                stored.text("task_name"));
    }

    private AttachMode attachMode() {
        return switch (stored.text("join", "")) {
            case "after" -> stored.text("node") == null ? null : new AttachMode.After(stored.text("node"));
            case "history" -> new AttachMode.ByHistory(stored.choice("mode", Preferences.History.class, Preferences.DEFAULT.history()));
            case "head" -> new AttachMode.AtHead();
            default -> null;
        };
    }
}
