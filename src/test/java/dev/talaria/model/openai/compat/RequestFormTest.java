package dev.talaria.model.openai.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFormTest {
    private static final String WEATHER = "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"strict\":false,\"parameters\":{}}}";

    private static ModelRequest without(RequestFeature feature, RefusedRequests request) {
        return RequestForm.without(Set.of(feature), request.build());
    }

    @Test
    void leavesARequestAsItIsWhereNothingIsLeftOut() {
        ModelRequest request = RefusedRequests.usual().serverCall().opaque("{\"signature\":\"x\"}").clientTool(WEATHER)
                .parameters("{\"max_tokens\":5,\"tool_choice\":\"auto\",\"parallel_tool_calls\":true}").build();

        assertEquals(request, RequestForm.without(Set.of(), request));
    }

    @Test
    void takesTheServersToolsAndTheirStepsOutAndKeepsWhatWasSaid() {
        ModelRequest form = without(RequestFeature.TOOLS, RefusedRequests.usual().serverCall());

        assertTrue(form.offered().isEmpty());
        assertEquals(List.of(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER), form.messages().stream().map(Message::role).toList());
        assertEquals("Let me see.\nNothing to do.", form.messages().get(2).text());
        assertTrue(form.messages().get(2).toolCalls().isEmpty());
    }

    @Test
    void leavesTheClientsToolsAndTheirSteps() {
        RefusedRequests request = RefusedRequests.usual().clientTool(WEATHER)
                .said(RefusedRequests.assistant(new ToolCall("a", "weather", "{}"), new ToolCall("b", "todo", "{}")),
                        Message.toolResult("a", "sunny"), Message.toolResult("b", "[]"));

        ModelRequest form = without(RequestFeature.TOOLS, request);

        assertEquals(1, form.offered().size());
        assertEquals(List.of("weather"), form.messages().get(2).toolCalls().stream().map(ToolCall::name).toList());
        assertEquals(List.of("sunny"), form.messages().stream().filter(message -> message.role() == Role.TOOL).map(Message::text).toList());
    }

    @Test
    void tellsCallsApartThatShareAnIdAcrossMessages() {
        RefusedRequests request = RefusedRequests.usual().clientTool(WEATHER)
                .said(RefusedRequests.assistant(new ToolCall("0", "todo", "{}")), Message.toolResult("0", "[]"))
                .said(RefusedRequests.assistant(new ToolCall("0", "weather", "{}")), Message.toolResult("0", "sunny"));

        assertEquals(List.of("sunny"), without(RequestFeature.TOOLS, request).messages().stream()
                .filter(message -> message.role() == Role.TOOL).map(Message::text).toList());
    }

    @Test
    void takesTheStepsOfEarlierTurnsOutAndLeavesThoseOfThisOne() {
        ModelRequest form = without(RequestFeature.TOOL_STEPS, RefusedRequests.usual().serverCall()
                .said(RefusedRequests.assistant(new ToolCall("c2", "todo", "{}")), Message.toolResult("c2", "[]")));

        assertEquals(List.of("c2"), form.messages().stream().flatMap(message -> message.toolCalls().stream()).map(ToolCall::id).toList());
        assertEquals(1, form.offered().size());
    }

    @Test
    void knowsStepsOfAToolThatIsNoLongerOffered() {
        ModelRequest before = RefusedRequests.usual().serverCall().build();
        ModelRequest request = new ModelRequest(before.model(), before.messages(), List.of(), before.parameters(), true);

        assertTrue(RequestTraits.of(request).features().contains(RequestFeature.TOOLS));
        assertTrue(RequestForm.without(Set.of(RequestFeature.TOOLS), request).messages().stream()
                .allMatch(message -> message.toolCalls().isEmpty()));
    }

    @Test
    void sendsNothingThatSpeaksOfToolsWhereThereAreNone() {
        ModelRequest form = without(RequestFeature.TOOLS,
                RefusedRequests.usual().parameters("{\"tool_choice\":\"auto\",\"parallel_tool_calls\":false,\"top_p\":0.5}"));

        assertEquals("{\"top_p\":0.5}", form.parameters().toString());
    }

    @Test
    void leavesAWishForToolsThatAreNotThereToTheModel() {
        ModelRequest form = without(RequestFeature.TOOLS, RefusedRequests.usual().parameters("{\"tool_choice\":\"required\"}"));

        assertEquals("{\"tool_choice\":\"required\"}", form.parameters().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "MAX_TOKENS|{\"max_tokens\":5}|{\"max_completion_tokens\":5}",
        "MAX_COMPLETION_TOKENS|{\"max_completion_tokens\":5}|{\"max_tokens\":5}",
        "MAX_TOKENS|{\"max_tokens\":5,\"max_completion_tokens\":6}|{\"max_completion_tokens\":6}",
        "MAX_TOKENS|{\"top_p\":1}|{\"top_p\":1}"})
    void neverDropsALimit(RequestFeature feature, String sent, String goesOut) {
        RefusedRequests request = RefusedRequests.usual().parameters(sent);

        assertEquals(goesOut, without(feature, request).parameters().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"parallel_tool_calls\":true}|{}", "{\"parallel_tool_calls\":false}|{\"parallel_tool_ca"
            + "lls\":false}"})
    void dropsParallelCallsOnlyWhereTheyAreTheDefault(String sent, String goesOut) {
        RefusedRequests request = RefusedRequests.usual().parameters(sent);

        assertEquals(goesOut, without(RequestFeature.PARALLEL_TOOL_CALLS, request).parameters().toString());
    }

    @Test
    void putsTheSystemsTextInFrontOfTheFirstQuestion() {
        ModelRequest form = without(RequestFeature.SYSTEM_ROLE, RefusedRequests.usual().serverCall());

        assertEquals("Be brief.\n\nhello", form.messages().get(0).text());
        assertEquals("and now?", form.messages().get(form.messages().size() - 1).text());
        assertFalse(form.messages().stream().anyMatch(message -> message.role().isSystem()));
    }

    @Test
    void putsTheSystemsTextBesideAPicture() {
        RefusedRequests request = new RefusedRequests().said(Message.of(Role.SYSTEM, "Be brief."),
                new Message(Role.USER, List.of(new Part.Image("https://a/b.png", "auto"), new Part.Text("What is this?")), null));

        assertEquals(List.of(new Part.Text("Be brief."), new Part.Image("https://a/b.png", "auto"), new Part.Text("What is this?")),
                without(RequestFeature.SYSTEM_ROLE, request).messages().get(0).parts());
    }

    @Test
    void takesOpaqueMembersOutOfMessagesAndCalls() {
        RefusedRequests request = RefusedRequests.usual().opaque("{\"signature\":\"x\"}").said(
                RefusedRequests.assistant(new ToolCall("a", "todo", "{}", ModelRequests.object("{\"extra_content\":{}}"))));

        ModelRequest form = without(RequestFeature.OPAQUE_MEMBERS, request);

        assertEquals(List.of(new Part.Text("Hi.")), form.messages().get(2).parts());
        assertEquals(List.of(new ToolCall("a", "todo", "{}")), form.messages().get(4).parts());
    }

    @Test
    void tellsARefusalAsText() {
        RefusedRequests request = RefusedRequests.usual().said(RefusedRequests.assistant(new Part.Refusal("I must not.")));

        assertEquals("I must not.", without(RequestFeature.REFUSAL, request).messages().get(2).text());
    }

    @Test
    void leavesOutWhatIsTheDefaultAnyway() {
        RefusedRequests request = new RefusedRequests().clientTool(WEATHER).parameters("{\"prompt_cache_key\":\"k\"}").said(
                new Message(Role.USER, List.of(new Part.Image("https://a", "auto"), new Part.Image("https://b", "high")), null));

        assertEquals(List.of(new Part.Image("https://a", null), new Part.Image("https://b", "high")),
                without(RequestFeature.IMAGE_DETAIL, request).messages().get(0).parts());
        assertFalse(without(RequestFeature.STRICT, request).tools().get(0).toString().contains("strict"));
        assertEquals("{}", without(RequestFeature.PROMPT_CACHE_KEY, request).parameters().toString());
    }

    private static Message pictured(String call) {
        return new Message(Role.TOOL, List.of(new ToolResult(call, "A heron", List.of(new Part.Image("data:image/png;base64,AAAA", null)))),
                null);
    }

    @Test
    void leavesOutImagesOfTheServersToolsAlone() {
        ModelRequest form = without(RequestFeature.RESULT_IMAGES, new RefusedRequests().said(
                RefusedRequests.assistant(new ToolCall("a", "todo", "{}"), new ToolCall("b", "of_client", "{}")), pictured("a"),
                pictured("b")));

        assertEquals(List.of("A heron\n[Images of this result are left out: the model takes none.]", "A heron"),
                form.messages().stream().filter(message -> message.role() == Role.TOOL).map(Message::text).toList());
        assertEquals(List.of(0, 1), form.messages().stream().flatMap(message -> message.toolResults().stream())
                .map(result -> result.images().size()).toList());
    }

    @Test
    void knowsEachFeatureOfARequest() {
        RefusedRequests request = RefusedRequests.usual().opaque("{\"signature\":\"x\"}").clientTool(WEATHER)
                .parameters("{\"max_tokens\":5,\"max_completion_tokens\":5,\"parallel_tool_calls\":true,\"prompt_cache_key\":\"k\"}")
                .serverCall().said(new Message(Role.USER, List.of(new Part.Image("https://a", "auto")), null),
                        RefusedRequests.assistant(new Part.Refusal("No.")), RefusedRequests.assistant(new ToolCall("a", "todo", "{}")),
                        pictured("a"));

        assertEquals(Set.of(RequestFeature.values()), RequestTraits.of(request.build()).features());
    }
}
