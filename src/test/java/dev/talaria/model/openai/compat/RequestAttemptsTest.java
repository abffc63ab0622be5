package dev.talaria.model.openai.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.ConfigLoader;
import dev.talaria.config.Sources;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelAdaptation;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is tried, remembered, forgotten and told over the attempts of calls. */
class RequestAttemptsTest {
    private static final String NO_TOOLS = "HTTP 400: x does not support tools";
    private static final String NO_LIMIT = "Unsupported parameter: 'max_tokens' is not supported";

    private final TestClock clock = new TestClock();
    private KnownIncompatibilities known = new KnownIncompatibilities("here", List.of(), clock);

    private RequestAttempts attempts(RefusedRequests request) {
        return new RequestAttempts(request.build(), known);
    }

    private static boolean refused(RequestAttempts attempts, String words) {
        return attempts.refused(Problem.of(ErrorCode.UPSTREAM_ERROR, words), Refusal.of(400, words));
    }

    private static Problem told(RequestAttempts attempts, String words) {
        return attempts.told(Problem.of(ErrorCode.UPSTREAM_ERROR, words), Refusal.of(400, words));
    }

    private void learn(RefusedRequests request, String words) {
        RequestAttempts attempts = attempts(request);
        assertTrue(refused(attempts, words));
        attempts.answered();
    }

    @Test
    void remembersARefusalOnceAnotherFormWasAnswered() {
        RequestAttempts attempts = attempts(RefusedRequests.usual());
        assertTrue(refused(attempts, NO_TOOLS));
        assertEquals(Set.of(), attempts(RefusedRequests.usual()).omitted());

        attempts.answered();

        assertEquals(Set.of(RequestFeature.TOOLS), attempts(RefusedRequests.usual()).omitted());
        assertTrue(attempts(RefusedRequests.usual()).request().offered().isEmpty());
    }

    @Test
    void remembersItForThatModelAlone() {
        known.add("another", Incompatibility.parse("tools"), NO_TOOLS);

        assertEquals(Set.of(), attempts(RefusedRequests.usual()).omitted());
    }

    @Test
    void offersToolsAgainWhereNothingClashes() {
        RefusedRequests json = RefusedRequests.usual().parameters("{\"response_format\":{\"type\":\"json_schema\"}}");
        learn(json, "Function calling with a response mime type: 'application/json' is unsupported");

        assertEquals(Set.of(RequestFeature.TOOLS), attempts(json).omitted());
        assertEquals(Set.of(), attempts(RefusedRequests.usual()).omitted());
    }

    @Test
    void triesAgainAfterAWhile() {
        learn(RefusedRequests.usual(), NO_TOOLS);
        clock.advance(KnownIncompatibilities.KEPT.minusSeconds(1));
        assertEquals(Set.of(RequestFeature.TOOLS), attempts(RefusedRequests.usual()).omitted());

        clock.advance(Duration.ofSeconds(1));

        assertEquals(Set.of(), attempts(RefusedRequests.usual()).omitted());
        assertEquals(List.of(), known.list());
    }

    @Test
    void logsEachFindingOnceWithTheSettingThatMakesItPermanent() {
        try (LogLines log = LogLines.of(KnownIncompatibilities.class)) {
            RequestAttempts first = attempts(RefusedRequests.usual());
            RequestAttempts second = attempts(RefusedRequests.usual());
            refused(first, NO_TOOLS);
            refused(second, NO_TOOLS);
            first.answered();
            second.answered();

            assertEquals(1, log.lines().size());
            assertTrue(log.lines().get(0).contains("WARNING"), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("The model some-tool-model of here refuses tools (" + NO_TOOLS + ")"),
                    log.lines()::toString);
            assertTrue(log.lines().get(0).contains("TALARIA_AGENT_TOOLS=none"), log.lines()::toString);

            clock.advance(KnownIncompatibilities.KEPT);
            learn(RefusedRequests.usual(), NO_TOOLS);
            assertEquals(2, log.lines().size());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tools|TALARIA_AGENT_TOOLS=none", "tools+response_format|TALARIA_MODEL_OMIT=tools+response_format",
        "stream_options|TALARIA_MODEL_OMIT=stream_options", "max_tokens|TALARIA_MODEL_LIMIT_MEMBER=max_completion_tokens",
        "max_completion_tokens|TALARIA_MODEL_LIMIT_MEMBER=max_tokens"})
    void namesTheSettingOfEachFinding(String what, String setting) {
        assertEquals(setting, Incompatibility.parse(what).setting());
    }

    @ParameterizedTest
    @EnumSource(names = {"MAX_TOKENS", "MAX_COMPLETION_TOKENS", "TOOL_STEPS"}, mode = EnumSource.Mode.EXCLUDE)
    void takesEverySettingThatItNames(RequestFeature feature) {
        String omit = feature.wire() + Stream.of(ClientDemand.values()).map(demand -> "+" + demand.wire()).collect(Collectors.joining());
        Map<String, String> settings = Map.of("talaria.home", "/srv/talaria", "talaria.model.omit", feature.wire() + "," + omit);

        List<String> read = ConfigLoader.load(new Sources(settings, Map.of(), Map.of(), new Sources.Machine(1L << 30, 17))).config()
                .model().omit();

        assertEquals(Set.of(feature), Incompatibility.parse(read.get(0)).features());
        assertEquals(Set.of(ClientDemand.values()), Incompatibility.parse(read.get(1)).beside());
    }

    @Test
    void tellsWhatIsLeftOutAndForHowLong() {
        learn(RefusedRequests.usual(), NO_TOOLS);

        assertEquals(List.of(new ModelAdaptation(RefusedRequests.MODEL, List.of("tools"), List.of(), clock.instant(),
                clock.instant().plus(KnownIncompatibilities.KEPT), NO_TOOLS, "TALARIA_AGENT_TOOLS=none")), known.list());
    }

    @Test
    void keepsToolsThatThePromptHoldsACallOfWhateverIsRemembered() {
        learn(RefusedRequests.usual(), NO_TOOLS);

        RequestAttempts attempts = attempts(RefusedRequests.usual().serverCall());

        assertEquals(1, attempts.request().offered().size());
        assertTrue(refused(attempts, NO_TOOLS));
        assertTrue(attempts.request().offered().isEmpty());
        assertTrue(attempts.request().messages().stream().allMatch(message -> message.toolCalls().isEmpty()));
    }

    @Test
    void goesWithoutToolStepsFromTheStartWhereTheOperatorSaysSo() {
        known = new KnownIncompatibilities("here", List.of(Incompatibility.parse("tools")), clock);

        assertTrue(attempts(RefusedRequests.usual().serverCall()).request().messages().stream()
                .allMatch(message -> message.toolCalls().isEmpty()));
    }

    @Test
    void triesTwiceMoreWhereTwoThingsAreRefused() {
        RequestAttempts attempts = attempts(RefusedRequests.usual().parameters("{\"max_tokens\":5}"));

        assertTrue(refused(attempts, NO_TOOLS));
        assertTrue(refused(attempts, NO_LIMIT));
        assertFalse(refused(attempts, NO_TOOLS));
        attempts.answered();

        assertEquals(Set.of(RequestFeature.TOOLS, RequestFeature.MAX_TOKENS), attempts.omitted());
        assertEquals(2, known.list().size());
    }

    @Test
    void isBoundedWhateverIsRefused() {
        RefusedRequests everything = RefusedRequests.usual().opaque("{\"x_y\":1}")
                .parameters("{\"max_tokens\":5,\"parallel_tool_calls\":true}");
        RequestAttempts attempts = attempts(everything);

        long tries = IntStream.range(0, 100).filter(i -> refused(attempts,
                List.of(NO_TOOLS, NO_LIMIT, "unknown stream_options", "unknown parallel_tool_calls", "bad request").get(i % 5))).count();

        assertTrue(tries <= 6, () -> tries + " tries");
    }

    @Test
    void tellsTheFirstRefusalWhereLeavingOutDidNotHelp() {
        RequestAttempts attempts = attempts(RefusedRequests.usual());
        refused(attempts, NO_TOOLS);

        assertEquals(NO_TOOLS, told(attempts, "HTTP 400: tool messages need tools").message());
    }

    @Test
    void tellsTheOtherRefusalWhereTheFirstWasMet() {
        RequestAttempts attempts = attempts(RefusedRequests.usual());
        refused(attempts, NO_TOOLS);

        assertEquals("'temperature' is unsupported", told(attempts, "'temperature' is unsupported").message());
    }

    @Test
    void tellsThatTheOtherSpellingIsRefusedTooInTheWordsOfTheFirst() {
        RequestAttempts attempts = attempts(RefusedRequests.usual().parameters("{\"max_tokens\":5}"));
        refused(attempts, NO_LIMIT);
        String other = "Unsupported parameter: 'max_completion_tokens'";

        assertFalse(refused(attempts, other));
        assertEquals(NO_LIMIT, told(attempts, other).message());
    }

    @Test
    void tellsARateThatStoppedTheSecondTry() {
        RequestAttempts attempts = attempts(RefusedRequests.usual());
        refused(attempts, NO_TOOLS);
        Problem rate = Problem.of(ErrorCode.UPSTREAM_RATE_LIMITED, "slow down with your tools");

        assertFalse(attempts.refused(rate, Refusal.of(429, rate.message())));
        assertEquals(rate, attempts.told(rate, Refusal.of(429, rate.message())));
    }

    @Test
    void takesALongPromptForNoRefusalOfTools() {
        Problem problem = Problem.of(ErrorCode.CONTEXT_LENGTH_EXCEEDED, "messages and functions are longer than the maximum "
                + "context length");

        assertFalse(attempts(RefusedRequests.usual()).refused(problem, Refusal.of(400, problem.message())));
    }

    @Test
    void forgetsTheOppositeOfWhatItLearns() {
        known.add(RefusedRequests.MODEL, Incompatibility.parse("max_tokens"), "no");
        known.add(RefusedRequests.MODEL, Incompatibility.parse("max_completion_tokens"), "no");

        assertEquals(List.of("max_completion_tokens"), known.list().get(0).omitted());
        assertEquals(1, known.list().size());
    }

    @Test
    void remembersNoMoreThanItsBound() {
        IntStream.range(0, 3_000).forEach(i -> known.add("m" + i, Incompatibility.parse("stream_options"), "no"));

        assertEquals(1_000, known.list().size());
    }
}
