package dev.talaria.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import dev.talaria.session.BranchPoint;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A turn that is stored comes back as it was. */
class TurnJsonTest {
    private static final Caller CALLER = new Caller("acme", "web", false);
    private static final SessionRef SESSION = SessionRef.named("acme", "ann", "s1");
    private static final JsonObject TOOL = Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}").asJsonObject();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");

    static Stream<Turn> turns() {
        Turn plain = new Turn("run", "talaria", List.of(), List.of(Message.user("hi")), List.of(), JsonObject.EMPTY_JSON_OBJECT, true,
                false, Preferences.DEFAULT, "f").withTerms(RunTerms.SUBMITTED);
        Preferences preferences = new Preferences(true, Preferences.Disconnect.DETACH, Preferences.Multitask.REJECT,
                Preferences.History.SERVER, false, "title");
        Turn rich = new Turn("responses", "other", List.of(Message.of(Role.SYSTEM, "Rhyme.")), List.of(
                new Message(Role.USER, List.of(new Part.Text("look"), new Part.Image("https://x/y.png", "low")), "ann"),
                new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "weather", "{}")), null), Message.toolResult("c1", "sun")),
                List.of(TOOL), Json.parse("{\"temperature\":0.5,\"stop\":null}").asJsonObject(), false, false, preferences, "g", true)
                .withTerms(RunTerms.BACKGROUND);
        return Stream.of(plain, rich,
                plain.withTranscript(new TranscriptPolicy(new AttachMode.After("n1"), 100, true, RunTransactionHook.NONE)),
                plain.withTranscript(new TranscriptPolicy(new AttachMode.AtHead(), 5, false, RunTransactionHook.NONE)),
                plain.withTranscript(new TranscriptPolicy(null, 5, 20_000, true, RunTransactionHook.NONE)),
                plain.withTranscript(new TranscriptPolicy(new AttachMode.ByHistory(Preferences.History.CLIENT), 5, true,
                RunTransactionHook.NONE)));
    }

    @ParameterizedTest
    @MethodSource("turns")
    void aTurnComesBackAsItWas(Turn turn) {
        RequestScope scope = new RequestScope("req-1", CALLER, SESSION, null, Identity.NONE, null, null);

        assertEquals(turn, StoredTurn.read(StoredTurn.write(scope, turn)).turn(RunTransactionHook.NONE));
    }

    @Test
    void aScopeComesBackWithItsCallerAndSession() {
        RequestScope scope = new RequestScope("req-1", CALLER, SESSION, "user-42", new Identity(Map.of(Identity.USER_ID, "ann")),
                MemoryScope.ofKey("acme", "user-42"), "once");

        StoredTurn stored = StoredTurn.read(StoredTurn.write(scope, turns().findFirst().orElseThrow()));

        assertEquals(scope, stored.scope(CALLER, SESSION));
    }

    static TurnState state() {
        ToolCall call = new ToolCall("c1", "todo", "{\"clear\":true}");
        TurnOutput output = TurnOutput.of(List.of(new Message(Role.ASSISTANT, List.of(new Part.Text("Shall I?"), call), null)),
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning("Hm."), new Part.Text("Shall I?")), null), List.of("{}"),
                new Usage(1, 2, 3, 4, 5));
        PreparedTurn prepared = new PreparedTurn(List.of(Message.of(Role.SYSTEM, "Base."), Message.user("clear it")),
                new BranchPoint(List.of(), "n1", List.of(Message.user("clear it")), NOW), true, 7, new MemoryFence("abcd"));
        Question question = new Question("appr_1", "c1", "todo", "todo clears", NOW.plusSeconds(60));
        return new TurnState(prepared, output, 2, List.of(call), List.of(new ToolCall("c2", "weather", "{}")), question,
                Duration.ofSeconds(90));
    }

    @Test
    void aStateComesBackAsItWas() {
        TurnState state = state();
        TurnOutput output = state.output();

        TurnState back = StoredTurnState.read(StoredTurnState.write(state));

        assertEquals(StoredTurnState.write(state), StoredTurnState.write(back));
        assertEquals(state.prepared(), back.prepared());
        assertEquals(state.question(), back.question());
        assertEquals(state.pending(), back.pending());
        assertEquals(state.forClient(), back.forClient());
        assertEquals(output.produced(), back.output().produced());
        assertEquals(output.output(), back.output().output());
        assertEquals(output.usage(), back.output().usage());
        assertEquals(List.of(2L, 90L), List.of((long) back.step(), back.left().toSeconds()));
    }
}
