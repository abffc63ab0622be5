package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

class TurnGoldenTest extends StoredJsonContract<TurnGoldenTest.Asked> {
    private static final Caller CALLER = new Caller("acme", "web", false);
    private static final SessionRef SESSION = SessionRef.named("acme", "ann", "s1");

    record Asked(RequestScope scope, Turn turn) {
    }

    @Override
    protected StoredJson document() {
        return StoredJson.TURN;
    }

    @Override
    protected List<Asked> models() {
        RequestScope scope = new RequestScope("req-1", CALLER, SESSION, "user-42", new Identity(Map.of(Identity.USER_ID, "ann")),
                MemoryScope.ofKey("acme", "user-42"), "once");
        RequestScope bare = new RequestScope("req-1", CALLER, SESSION, null, Identity.NONE, null, null);
        List<Asked> asked = new ArrayList<>(TurnJsonTest.turns().map(turn -> new Asked(turn.inSession() ? scope : bare, turn)).toList());
        Turn inSession = TurnJsonTest.turns().filter(Turn::inSession).findFirst().orElseThrow();
        asked.add(new Asked(scope.reading(List.of(MemoryScope.ofKey("acme", "team"))), inSession));
        return asked;
    }

    @Override
    protected String write(Asked model) {
        return StoredTurn.write(model.scope(), model.turn());
    }

    @Override
    protected Asked read(String json) {
        StoredTurn stored = StoredTurn.read(json);
        return new Asked(stored.scope(CALLER, SESSION), stored.turn(RunTransactionHook.NONE));
    }

    /** Without its input a turn is none. */
    @Override
    protected Set<String> needed() {
        return Set.of(".conversation", ".conversation.role", ".conversation.parts", ".join", ".node");
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.ofEntries(Map.entry("request", "\"\""), Map.entry("identity", "{}"), Map.entry("source", "\"\""),
                Map.entry("model", "\"\""), Map.entry("system", "[]"), Map.entry("tools", "[]"), Map.entry("parameters", "{}"),
                Map.entry("stream", "false"), Map.entry("task", "false"), Map.entry("fingerprint", "\"\""),
                Map.entry("in_session", "false"), Map.entry("own_session", "false"), Map.entry("approvable", "false"),
                Map.entry("memory_off", "false"), Map.entry("multitask", "\"ENQUEUE\""), Map.entry("history", "\"AUTO\""),
                Map.entry("tool_progress", "true"), Map.entry("most_history", "2147483647"), Map.entry("kept", "true"),
                Map.entry("mode", "\"AUTO\""));
    }
}
