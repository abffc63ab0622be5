package dev.talaria.model.openai.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.model.ModelRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left out after which refusal, in the vendors' own words; their public source stands beside each. */
class RefusalPolicyTest {
    private static final String NOTHING = "";
    private static final String WEATHER = "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{}}}";

    private static String openAi(String message) {
        return openAi(message, "null", "null");
    }

    private static String openAi(String message, String param, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"invalid_request_error\",\"param\":" + param + ",\"code\":" + code
                + "}}";
    }

    /** What is left out, each with what stands beside it; what is meant together is joined by an ampersand. */
    private static String next(ModelRequest request, int status, String body) {
        return RefusalPolicy.next(RequestTraits.of(request), Set.of(), Refusal.of(status, body)).map(step -> step.causes().stream()
                .map(cause -> cause.features().stream()
                        .map(feature -> Stream.concat(Stream.of(feature.wire()), cause.besideNames().stream())
                                .collect(Collectors.joining("+")))
                        .sorted().collect(Collectors.joining("&")))
                .collect(Collectors.toCollection(TreeSet::new))).map(lines -> String.join(",", lines)).orElse(NOTHING);
    }

    static Stream<Arguments> refusals() {
        return text("/upstream/refusals.txt").lines().filter(line -> !line.startsWith("#")).map(line -> line.split("\t"))
                .map(field -> Arguments.of(field[3], field[2], Integer.parseInt(field[1]), field[4], field[0]));
    }

    private static String text(String resource) {
        try (InputStream in = RefusalPolicyTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelRequest request(String kind) {
        return switch (kind) {
            case "usual" -> RefusedRequests.usual().build();
            case "rich" -> RefusedRequests.usual().opaque("{\"reasoning_details\":[{\"type\":\"x\"}]}")
                    .parameters("{\"parallel_tool_calls\":true,\"max_tokens\":50,\"prompt_cache_key\":\"k\"}").build();
            default -> RefusedRequests.usual().parameters(kind).build();
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void leavesOutWhatIsRefused(String source, String kind, int status, String body, String omitted) {
        assertEquals(omitted, next(request(kind), status, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // editor-code-assistant/eca#231
        "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"max_completion_tokens\"],"
            + "\"msg\":\"Extra inputs are not permitted\",\"input\":32000}]},\"type\":\"invalid_request_error\"}",
        // 1Panel-dev/MaxKB#2912 (vLLM)
        "{\"object\":\"error\",\"message\":\"[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra "
                + "inputs are "
            + "not permitted', 'input': 800}]\",\"code\":400}",
        "{\"error\":{\"message\":\"Unrecognized request argument supplied: max_completion_tokens\"}}"})
    void spellsTheLimitTheOlderWay(String body) {
        assertEquals("max_completion_tokens",
                next(RefusedRequests.usual().parameters("{\"max_completion_tokens\":9}").build(), 422, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens is too large: 200000. This model supports at most 16384 completion tokens.",
        "`max_tokens` must be at least 1", "Invalid max_tokens value, the valid range of max_tokens is between 1 and 8192",
        "Unsupported value: 'temperature' does not support 0.2 with this model.",
        "Unsupported parameter: 'stop' is not supported with this model.",
        "Invalid schema for response_format 'x'", "Your prompt was flagged as potentially violating our usage policy",
        "Model some-tool-model does not support parameter reasoningEffort.", "Unknown parameter: 'frobnicate'.",
        "Missing `reasoning_content` field in the assistant message at message index 2", "Invalid image data"})
    void leavesTheClientsWishesToTheClient(String words) {
        ModelRequest request = RefusedRequests.usual().opaque("{}")
                .parameters("{\"max_tokens\":50,\"temperature\":0.2,\"reasoning_effort\":\"low\"}").build();

        assertEquals(NOTHING, next(request, 400, openAi(words)));
    }

    @ParameterizedTest
    @CsvSource({"401", "402", "403", "405", "408", "413", "429"})
    void asksNoSecondTimeWhereAnotherFormCannotHelp(int status) {
        assertEquals(NOTHING, next(RefusedRequests.usual().build(), status, "{\"error\":{\"message\":\"tools are not supported\"}}"));
    }

    @ParameterizedTest
    @CsvSource({"404, The model `some-tool-model` does not exist", "404, Not Found", "500, Internal Server Error",
        "500, a tool broke down", "502, Bad Gateway", "503, No tool server is there"})
    void takesAFaultForNoRefusal(int status, String words) {
        assertEquals(NOTHING, next(RefusedRequests.usual().build(), status, "{\"error\":{\"message\":\"" + words + "\"}}"));
    }

    @Test
    void takesTheModelsNameForNoWord() {
        assertEquals(NOTHING, next(RefusedRequests.usual().build(), 400, openAi("The model 'some-tool-model' is overloaded")));
    }

    @Test
    void takesLinksForNoWords() {
        assertEquals(NOTHING, next(RefusedRequests.usual().build(), 400,
                openAi("'temperature' is out of range, see https://docs.example.com/tools/stream_options")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x does not support tools", "\\\"auto\\\" tool choice requires --tool-call-parser",
        "Invalid schema for function 'weather'"})
    void leavesARefusalOfTheClientsToolsToTheClient(String words) {
        assertEquals(NOTHING, next(RefusedRequests.usual().clientTool(WEATHER).build(), 400, openAi(words)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid schema for function 'todo'", "tools: array too long, expected at most 128", "Too many tools: 129"})
    void leavesItsOwnToolsOutWhereTheyAreTooManyOrFaulty(String words) {
        assertEquals("tools", next(RefusedRequests.usual().clientTool(WEATHER).build(), 400, openAi(words)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "Bad Request", "{\"error\":{\"message\":\"unsupported "
            + "parameter\",\"type\":\"invalid_request_error\"}}",
        "{\"error\":{\"code\":\"1210\",\"message\":\"API 调用参数有误，请检查文档。\"}}", "<html><h1>400 Bad Request</h1></html>",
        "{\"detail\":\"Extra fields not permitted\"}"})
    void leavesAllItsAdditionsOutWhereNothingIsNamed(String body) {
        assertEquals("parallel_tool_calls+stream&stream_options+stream&tools+stream",
                next(RefusedRequests.usual().parameters("{\"parallel_tool_calls\":true,\"max_tokens\":5}").build(), 400, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate is unsupported: 'frobnicate'", "unsupported parameter: top_k", "unsupported parameter: topK",
        "messages[3] is not allowed"})
    void takesARefusalThatNamesSomethingElseAtItsWord(String words) {
        assertEquals(NOTHING, next(RefusedRequests.usual().parameters("{\"top_k\":5}").build(), 400, openAi(words)));
    }

    @Test
    void asksForTheWholeAnswerWhereTheClientsToolsAndAStreamClash() {
        // earendil-works/pi#3739 (Bedrock)
        assertEquals("stream", next(RefusedRequests.usual().clientTool(WEATHER).build(), 400,
                "{\"message\":\"This model doesn't support tool use in streaming mode.\"}"));
    }

    @Test
    void triesEachKindOnce() {
        RequestTraits request = RequestTraits.of(RefusedRequests.usual().parameters("{\"max_tokens\":5}").build());
        Refusal tools = Refusal.of(400, openAi("no tools are supported"));
        Refusal limit = Refusal.of(400, openAi("Unsupported parameter: 'max_completion_tokens'"));

        assertEquals(Optional.empty(), RefusalPolicy.next(request, EnumSet.of(RequestFeature.TOOLS), tools));
        assertEquals(Optional.empty(), RefusalPolicy.next(request, EnumSet.of(RequestFeature.MAX_TOKENS), limit));
    }

    @Test
    void remembersNothingOfATurnInWhichTheModelCalledAToolWrongly() {
        // The error code of Groq's documentation of tool use.
        Refusal refusal = Refusal.of(400, openAi("Failed to call a function. Please adjust your prompt.", "null", "\"tool_use_failed\""));

        RefusalPolicy.Step step = RefusalPolicy.next(RequestTraits.of(RefusedRequests.usual().build()), Set.of(), refusal).orElseThrow();

        assertFalse(step.isLasting());
        assertTrue(step.causes().contains(Incompatibility.parse("tools")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // nocobase/nocobase#8326 (DeepSeek)
        "Missing `reasoning_content` field in the assistant message at message index 2.",
        // continuedev/continue#10193 (DeepSeek)
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
        // continuedev/continue#11600 (Moonshot)
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
        // securo-finance/securo#884 (Gemini)
        "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly."})
    void leavesTheStepsOfAnotherModelOutWhereThisOneDemandsItsOwnMembersOfThem(String words) {
        RequestTraits request = RequestTraits.of(RefusedRequests.usual().serverCall().build());

        RefusalPolicy.Step step = RefusalPolicy.next(request, Set.of(), Refusal.of(400, openAi(words))).orElseThrow();

        assertEquals(List.of(new Incompatibility(Set.of(RequestFeature.TOOL_STEPS), Set.of())), step.causes());
        assertFalse(step.isLasting());
    }

    @Test
    void remembersNoRefusalOfToolsThatIsAboutThePromptsSteps() {
        RequestTraits request = RequestTraits.of(RefusedRequests.usual().serverCall().build());
        Refusal refusal = Refusal.of(400, openAi("messages with role 'tool' must be a response to a preceding message with 'tool_calls'"));

        assertFalse(RefusalPolicy.next(request, Set.of(), refusal).orElseThrow().isLasting());
    }

    @Test
    void leavesToolStepsOutWhereAModelKnowsNoSuchRole() {
        // BerriAI/litellm#11665 (Perplexity)
        String body = "[\"At body -> messages -> 3 -> role: Input should be 'system', 'user' or 'assistant'\"]";

        assertEquals("tools", next(RefusedRequests.usual().serverCall().build(), 400, body));
    }
}
