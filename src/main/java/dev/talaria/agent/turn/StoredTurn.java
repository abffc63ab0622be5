package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.run.Durability;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.AgentScope;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import dev.talaria.session.StoredMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A turn's request as it is stored with a durable run: enough to execute it in another process. The members of the scope come first, then
 * those of the turn, its terms, its preferences, its transcript policy, and its choice of a model.
 */
public record StoredTurn(
        String request, String sessionKey, String memory, String idempotencyKey, Map<String, String> identity,
        String source, String model, List<StoredMessage> system, List<StoredMessage> conversation, List<JsonObject> tools,
        JsonObject parameters, boolean stream, boolean task, String fingerprint, boolean inSession,
        boolean ownSession, boolean approvable,
        boolean memoryOff, Preferences.Disconnect disconnect, Preferences.Multitask multitask, Preferences.History history,
        Boolean toolProgress, String taskName,
        Integer mostHistory, Boolean kept, String join, String node, Preferences.History mode,
        List<String> alsoRead, Integer compactAt, String agent, String provider, String lock, Boolean lockRequired) {
    private static final String AFTER = "after";
    private static final String BY_HISTORY = "history";
    private static final String AT_HEAD = "head";

    /** Members that another release did not write are null. */
    public StoredTurn {
        request = Objects.requireNonNullElse(request, "");
        identity = Objects.requireNonNullElse(identity, Map.of());
        source = Objects.requireNonNullElse(source, "");
        model = Objects.requireNonNullElse(model, "");
        tools = Objects.requireNonNullElse(tools, List.of());
        parameters = Objects.requireNonNullElse(parameters, JsonValue.EMPTY_JSON_OBJECT);
        fingerprint = Objects.requireNonNullElse(fingerprint, "");
        multitask = Objects.requireNonNullElse(multitask, Preferences.DEFAULT.multitask());
        history = Objects.requireNonNullElse(history, Preferences.DEFAULT.history());
        toolProgress = Objects.requireNonNullElse(toolProgress, Preferences.DEFAULT.toolProgress());
        mostHistory = Objects.requireNonNullElse(mostHistory, Integer.MAX_VALUE);
        kept = Objects.requireNonNullElse(kept, true);
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    public static StoredTurn read(String json) {
        return StoredJson.TURN.read(json, StoredTurn.class);
    }

    public static String write(RequestScope scope, Turn turn) {
        Preferences preferences = turn.preferences();
        TranscriptPolicy transcript = turn.transcript();
        AttachMode attach = transcript.attachMode();
        return StoredJson.TURN.write(new StoredTurn(
                scope.requestId(), scope.sessionKey(), scope.memoryScope().map(MemoryScope::id).orElse(null), scope.idempotencyKey(),
                scope.identity().headers(),
                turn.source(), turn.model(), StoredMessage.of(turn.system()), StoredMessage.of(turn.conversation()), turn.clientTools(),
                turn.parameters(), turn.stream(), turn.task(), turn.fingerprint(), turn.inSession(),
                turn.terms().ownSession(), turn.terms().approvable(),
                preferences.memoryOff(), preferences.disconnect(), preferences.multitask(), preferences.history(),
                preferences.toolProgress(), preferences.task(),
                transcript.mostHistory(), transcript.kept(),
                attach == null ? null : attach instanceof AttachMode.After ? AFTER
                        : attach instanceof AttachMode.ByHistory ? BY_HISTORY : AT_HEAD,
                attach instanceof AttachMode.After after ? after.node() : null,
                attach instanceof AttachMode.ByHistory by ? by.mode() : null,
                scope.alsoRead().isEmpty() ? null : scope.alsoRead().stream().map(MemoryScope::id).toList(),
                transcript.compactAt() == 0 ? null : Integer.valueOf(transcript.compactAt()),

                turn.choice().agent(), turn.choice().provider(), turn.choice().lock(),
                turn.choice().lockRequired() ? Boolean.TRUE : null));
    }

    /** @param hook what its API stores of it; it has no stored form */
    public Turn turn(RunTransactionHook hook) {
        return new Turn(source, model, StoredMessage.messages(system), StoredMessage.messages(conversation), tools, parameters, stream,
                task, new Preferences(memoryOff, disconnect, multitask, history, toolProgress, taskName), fingerprint, inSession,
                new RunTerms(Durability.DURABLE, ownSession, approvable), new TranscriptPolicy(attachMode(), mostHistory,
                compactAt == null ? 0 : compactAt, kept, hook),
                new ModelChoice(agent, provider, lock, Boolean.TRUE.equals(lockRequired)));
    }

    public RequestScope scope(Caller caller, SessionRef session) {
        return new RequestScope(request, caller, session, sessionKey, new Identity(identity),
                memory == null ? null : new MemoryScope(session.tenant(), memory), idempotencyKey,
                alsoRead == null ? List.of() : alsoRead.stream().map(id -> new MemoryScope(session.tenant(), id)).toList(),
                AgentScope.DEFAULT.answeredBy(agent), null);
    }

    private AttachMode attachMode() {
        return switch (Objects.requireNonNullElse(join, "")) {
            case AFTER -> node == null ? null : new AttachMode.After(node);
            case BY_HISTORY -> new AttachMode.ByHistory(Objects.requireNonNullElse(mode, Preferences.DEFAULT.history()));
            case AT_HEAD -> new AttachMode.AtHead();
            default -> null;
        };
    }
}
