package dev.talaria.run.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
    private static final String[] TEXTS = {"", "plain", "two\nlines", "\"quoted\\\"", "\uD83D\uDE80 é ☤", "\u0001\u2028", "{\"a\":1}"};

    /** One of every kind, filled by chance. */
    private static List<AgentEvent> events(Random random) {
        Usage usage = new Usage(number(random), number(random), number(random), number(random), number(random));
        Message output = new Message(Role.ASSISTANT, List.of(new Part.Reasoning(text(random), maybe(random)), new Part.Text(text(random)),
                new Part.Refusal(text(random)), new Part.Extension(members(random), maybe(random))), null);
        Duration time = Duration.ofNanos(number(random));
        Cancellation.Reason reason = Cancellation.Reason.values()[random.nextInt(Cancellation.Reason.values().length)];
        ErrorCode code = ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
        Problem problem = new Problem(code, text(random), maybe(random), random.nextBoolean() ? time : null,
                random.nextBoolean() ? WireForm.of(code) : new WireForm(random.nextInt(600), text(random), random.nextBoolean()));
        return List.of(new AgentEvent.RunQueued(), new AgentEvent.RunStarted(),
                new AgentEvent.MemoryRecalled(List.of(new AgentEvent.MemoryRecalled.Remembrance(text(random), random.nextDouble(),
                        List.of(text(random), text(random)))), random.nextBoolean(), time),
                new AgentEvent.ContextCompacted(random.nextInt(), random.nextInt(), random.nextInt()),
                new AgentEvent.ModelCalled(text(random)),
                new AgentEvent.TextDelta(text(random), maybe(random)), new AgentEvent.ReasoningDelta(text(random)),
                new AgentEvent.RefusalDelta(text(random)),
                new AgentEvent.ExtensionDelta(members(random)),
                new AgentEvent.ToolCallDelta(random.nextInt(9), maybe(random), maybe(random), text(random)),
                new AgentEvent.ToolCallDelta(random.nextInt(9), maybe(random), maybe(random), text(random), members(random)),
                new AgentEvent.ToolStarted(text(random), text(random), text(random)),
                new AgentEvent.ToolProgressed(text(random), text(random), random.nextInt(), random.nextBoolean() ? 7.5 : 0,
                        maybe(random)),
                new AgentEvent.ToolCompleted(text(random), text(random), text(random), random.nextBoolean(), time),
                new AgentEvent.ApprovalRequested(text(random), text(random), text(random), text(random), List.of(text(random))),
                new AgentEvent.ApprovalResolved(text(random), text(random)), new AgentEvent.Steered(text(random)),
                new RunEnded.RunCompleted(output, List.of(new ToolCall(text(random), text(random), text(random))),
                        FinishReason.values()[random.nextInt(FinishReason.values().length)], maybe(random), usage),
                new RunEnded.RunCompleted(new Message(Role.ASSISTANT, List.of(), null), List.of(), FinishReason.STOP, null, Usage.NONE),
                new RunEnded.RunFailed(problem, output, usage),
                new RunEnded.RunCancelled(reason, output, usage));
    }

    private static JsonObject members(Random random) {
        return Json.builders().createObjectBuilder().add("signature", text(random)).add("deep",
                Json.builders().createArrayBuilder().add(Json.builders().createObjectBuilder().add("n", random.nextInt()))).build();
    }

    private static long number(Random random) {
        return random.nextInt(1_000_000_000);
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static String maybe(Random random) {
        return random.nextBoolean() ? text(random) : null;
    }

    @RepeatedTest(50)
    void readsWhatItWrote(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (AgentEvent event : events(random)) {
            Instant at = Instant.EPOCH.plus(random.nextLong(1L << 52), ChronoUnit.MICROS);
            Numbered numbered = new Numbered(random.nextLong(1L << 50), at, event);

            assertEquals(numbered, EventReader.read(EventJson.write(numbered)));
        }
    }

    @Test
    void theEventsAboveAreOfEveryKind() {
        Set<Class<?>> kinds = Stream.concat(Stream.of(AgentEvent.class.getPermittedSubclasses()),
                Stream.of(RunEnded.class.getPermittedSubclasses())).filter(Class::isRecord).collect(Collectors.toSet());

        assertEquals(kinds, events(new Random(0)).stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    static Stream<AgentEvent> brokenText() {
        return Stream.of(new AgentEvent.TextDelta("a\u0000\uD83D", null), new AgentEvent.ReasoningDelta("a\u0000\uD83D"),
                new AgentEvent.Steered("a\u0000\uD83D"));
    }

    @ParameterizedTest
    @MethodSource("brokenText")
    void repairsWhatNoDatabaseTakes(AgentEvent event) {
        String json = EventJson.write(new Numbered(0, Instant.EPOCH, event));

        assertTrue(EventReader.read(json).event().toString().contains("a\uFFFD\uFFFD"), json);
    }

    @Test
    void readsAnEventOfAnUnknownKindAsOneThatNobodyIsShown() {
        assertEquals(List.of(new Numbered(1, Instant.EPOCH, new AgentEvent.RunStarted()),
                new Numbered(2, Instant.EPOCH, new AgentEvent.Steered("go"))), EventReader.readAll("""
                [{"n":1,"at":0,"e":"sang","song":{"notes":[]}},{"n":2,"at":0,"e":"steered","text":"go"}]"""));
    }

    @Test
    void readsAnEndOfAnUnknownKindAsAFailureWithWhatWasSaid() {
        RunEnded.RunFailed end = (RunEnded.RunFailed) EventReader.read("""
                {"n":1,"at":0,"v":1,"e":"paused",
                 "parts":"[1,{\\"type\\":\\"text\\",\\"text\\":\\"Well\\"}]","usage":[1,2,3,4,5]}""").event();

        assertEquals(ErrorCode.WRITTEN_BY_NEWER_RELEASE, end.problem().code());
        assertEquals("Well", end.output().text());
        assertEquals(new Usage(1, 2, 3, 4, 5), end.usage());
    }

    @Test
    void showsAFailureWithAnUnknownCodeAsTheReleaseThatKnewIt() {
        Problem problem = ((RunEnded.RunFailed) EventReader.read("""
                {"n":1,"at":0,"v":1,"e":"failed","code":"OUT_OF_CREDIT","message":"Pay first","status":402,"wire_code":"out_of_credit",
                 "no_retry":true,"parts":"[1]","usage":[0,0,0,0,0]}""").event()).problem();

        assertEquals(new Problem(ErrorCode.INTERNAL_ERROR, "Pay first", null, null, new WireForm(402, "out_of_credit", true)), problem);
    }

    @Test
    void readsSeveralInOrder() {
        String one = EventJson.write(new Numbered(1, Instant.EPOCH, new AgentEvent.RunQueued()));
        String two = EventJson.write(new Numbered(2, Instant.EPOCH, new AgentEvent.RunStarted()));

        assertEquals(List.of(1L, 2L), EventReader.readAll("[" + one + "," + two + "]").stream().map(Numbered::sequence).toList());
    }
}
