package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.json.Json;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools as Codex and other clients of the Responses API declare them, over an upstream that knows functions alone. */
class ResponseToolsServerTest {
    private static final String PATH = "/v1/responses";
    private static final String PATCH = "*** Begin Patch\n*** Add File: \"p\".txt\n+ü\\n\n*** End Patch\n";
    private static final String PATCH_TOOL = "{\"type\":\"custom\",\"name\":\"apply_patch\",\"description\":\"Edits files.\","
            + "\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"start: begin hunk+ end\"}}";
    private static final String TOOLS = "[{\"type\":\"function\",\"name\":\"exec_command\",\"strict\":false,\"parameters\":{}},"
            + PATCH_TOOL + ",{\"type\":\"namespace\",\"name\":\"mcp__calc\",\"description\":\"Sums.\",\"tools\":[{\"type\":\"function\","
            + "\"name\":\"add\",\"description\":\"Adds.\",\"strict\":false,\"parameters\":{\"type\":\"object\"}}]},"
            + "{\"type\":\"web_search\",\"external_web_access\":true},{\"type\":\"image_generation\"}]";

    private static ScriptedUpstream upstream;
    private static TestServer server;
    private static ResponseCalls calls;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of());
        calls = new ResponseCalls(server.client());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void offersTheToolsThatCodexSendsAsFunctions() {
        JsonObject response = answer("done", body("\"tools\":" + TOOLS + ",\"tool_choice\":\"auto\""));

        assertEquals("done", ResponseCalls.text(response));
        assertEquals(List.of("exec_command", "apply_patch", "mcp__calc__add"), offered(upstream.lastRequest()));
        assertEquals(Json.parse(TOOLS), response.get("tools"));
    }

    @Test
    void offersACustomToolAsAFunctionWithOneString() {
        answer("done", body("\"tools\":[" + PATCH_TOOL + "]"));

        JsonObject function = upstream.lastRequest().json().getJsonArray("tools").getJsonObject(0).getJsonObject("function");
        JsonObject parameters = function.getJsonObject("parameters");
        assertEquals("string", parameters.getJsonObject("properties").getJsonObject("input").getString("type"));
        assertEquals(Json.parse("[\"input\"]"), parameters.get("required"));
        assertTrue(function.getString("description").startsWith("Edits files."), function::toString);
        assertTrue(function.getString("description").contains("start: begin hunk+ end"), function::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web_search", "web_search_preview", "web_search_2025_08_26", "file_search", "code_interpreter",
        "image_generation", "computer_use_preview", "computer", "mcp", "local_shell", "shell", "apply_patch", "tool_search",
        "programmatic_tool_calling", "something_new"})
    void passesOverAToolThatNoModelIsOffered(String type) {
        JsonObject alone = answer("hi", body("\"tools\":[{\"type\":\"" + type + "\"}],\"parallel_tool_calls\":true"));
        assertEquals("hi", ResponseCalls.text(alone));
        assertEquals(List.of(), offered(upstream.lastRequest()));

        answer("hi", body("\"tools\":[{\"type\":\"" + type + "\"},{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":\"required\""));
        assertTrue(offered(upstream.lastRequest()).contains("f"));
    }

    @Test
    void refusesWhereAToolThatCannotBeOfferedMustBeCalled() {
        Answer answer = server.client().post(PATH, body("\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"required\""));

        assertEquals(400, answer.status());
        assertEquals("tool_choice", answer.error().getString("param"));
    }

    @Test
    void namesWhatItPassesOverInOneLineForEachKey() {
        try (TestServer own = TestServer.over(upstream, Map.of()); LogLines log = LogLines.of(PassedOverLog.class)) {
            String request = body("\"tools\":" + TOOLS).replace("\"hi\"",
                    "[{\"type\":\"computer_call\"},{\"type\":\"reasoning\"},{\"role\":\"user\",\"content\":\"hi\"}]");
            for (int i = 0; i < 3; i++) {
                assertEquals(200, own.client().post(PATH, request).status());
            }

            List<String> lines = log.lines();
            assertEquals(1, lines.size(), lines::toString);
            assertTrue(lines.get(0).contains("computer_call, image_generation, web_search"), lines::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsACallOfACustomToolWithItsInput(boolean stream) {
        upstream.answer(Script.chatToolCall("call_1", "apply_patch", arguments(PATCH)));

        JsonObject response = create(body("\"tools\":" + TOOLS), stream);

        JsonObject call = response.getJsonArray("output").getJsonObject(0);
        assertEquals("custom_tool_call", call.getString("type"));
        assertEquals("apply_patch", call.getString("name"));
        assertEquals("call_1", call.getString("call_id"));
        assertEquals(PATCH, call.getString("input"));
        assertFalse(call.containsKey("arguments"));
        assertEquals(response, ResponseCalls.ok(calls.get(response.getString("id"))));
    }

    @Test
    void streamsTheInputOfACustomTool() {
        upstream.answer(Script.chatToolCall("call_1", "apply_patch", arguments(PATCH)));

        try (SseRecorder stream = server.client().stream(PATH, body("\"stream\":true,\"tools\":" + TOOLS))) {
            List<JsonObject> events = stream.rest().stream().map(SseRecorder.Frame::json).toList();
            List<JsonObject> deltas = of(events, "response.custom_tool_call_input.delta");
            JsonObject done = of(events, "response.custom_tool_call_input.done").get(0);

            assertEquals(PATCH, deltas.stream().map(event -> event.getString("delta")).collect(Collectors.joining()));
            assertEquals(PATCH, done.getString("input"));
            assertEquals(deltas.get(0).getString("item_id"), done.getString("item_id"));
            assertEquals("", of(events, "response.output_item.added").get(0).getJsonObject("item").getString("input"));
            assertEquals(List.of(), of(events, "response.function_call_arguments.delta"));

            String id = events.get(0).getJsonObject("response").getString("id");
            try (SseRecorder replay = server.client().follow("/v1/responses/" + id + "?stream=true")) {
                List<JsonObject> again = replay.rest().stream().map(SseRecorder.Frame::json).toList();
                assertEquals(PATCH, of(again, "response.custom_tool_call_input.done").get(0).getString("input"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsACallOfANamespaceUnderBothOfItsNames(boolean stream) {
        upstream.answer(Script.chatToolCall("call_1", "mcp__calc__add", "{\"a\":2}"));

        JsonObject response = create(body("\"tools\":" + TOOLS), stream);

        JsonObject call = response.getJsonArray("output").getJsonObject(0);
        assertEquals("function_call", call.getString("type"));
        assertEquals("add", call.getString("name"));
        assertEquals("mcp__calc", call.getString("namespace"));
        assertEquals("{\"a\":2}", call.getString("arguments"));
        assertEquals(response, ResponseCalls.ok(calls.get(response.getString("id"))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsTheModelSearchForToolsOfItsClient(boolean stream) {
        upstream.answer(Script.chatToolCall("call_1", "tool_search", "{\"query\":\"sums\"}"));

        JsonObject response = create(body("\"tools\":[{\"type\":\"tool_search\",\"execution\":\"client\",\"description\":\"Finds.\","
                + "\"parameters\":{\"type\":\"object\"}}]"), stream);

        JsonObject call = response.getJsonArray("output").getJsonObject(0);
        assertEquals("tool_search_call", call.getString("type"));
        assertEquals("client", call.getString("execution"));
        assertEquals(Json.parse("{\"query\":\"sums\"}"), call.get("arguments"));
        assertEquals(response, ResponseCalls.ok(calls.get(response.getString("id"))));
        assertEquals(List.of("tool_search"), offered(upstream.lastRequest()));
    }

    @Test
    void offersTheToolsThatCodexBringsInItsInput() {
        String input = "[{\"type\":\"additional_tools\",\"role\":\"developer\",\"tools\":[{\"type\":\"namespace\",\"name\":\"functions\","
                + "\"tools\":[{\"type\":\"custom\",\"name\":\"exec\"},{\"type\":\"function\",\"name\":\"wait\"}]}]},"
                + "{\"type\":\"tool_search_output\",\"call_id\":\"t\",\"execution\":\"client\",\"tools\":[{\"type\":\"namespace\","
                + "\"name\":\"mcp__calc\",\"tools\":[{\"type\":\"function\",\"name\":\"add\"}]}]},"
                + "{\"role\":\"user\",\"content\":\"hi\"}]";
        String twice = input.replace("]},{\"role\"", "]},{\"type\":\"additional_tools\",\"tools\":[{\"type\":\"namespace\","
                + "\"name\":\"mcp__calc\",\"tools\":[{\"type\":\"function\",\"name\":\"add\"}]}]},{\"role\"");
        upstream.answer(Script.chatToolCall("call_1", "exec", arguments("text(1)")));

        JsonObject call = create("{\"input\":" + twice + ",\"tool_choice\":\"auto\"}", true).getJsonArray("output").getJsonObject(0);

        assertEquals(List.of("exec", "wait", "mcp__calc__add"), offered(upstream.lastRequest()));
        assertEquals("custom_tool_call", call.getString("type"));
        assertEquals("exec", call.getString("name"));
        assertEquals("functions", call.getString("namespace"));
        assertEquals("text(1)", call.getString("input"));
    }

    @Test
    void goesOnFromACustomCallThatWasStored() {
        upstream.answer(Script.chatToolCall("call_1", "apply_patch", arguments(PATCH)));
        JsonObject first = create(body("\"tools\":" + TOOLS), false);

        answer("patched", body("\"previous_response_id\":\"" + first.getString("id") + "\",\"tools\":" + TOOLS).replace("\"hi\"",
                "[{\"type\":\"custom_tool_call_output\",\"call_id\":\"call_1\",\"output\":\"Success\"}]"));

        List<JsonObject> messages = messages(upstream.lastRequest());
        JsonObject call = messages.get(2).getJsonArray("tool_calls").getJsonObject(0).getJsonObject("function");
        assertEquals("apply_patch", call.getString("name"));
        assertEquals(Json.parse(arguments(PATCH)), Json.parse(call.getString("arguments")));
        assertEquals("Success", messages.get(3).getString("content"));
    }

    @Test
    void letsTheClientInsistOnACustomTool() {
        answer("x", body("\"tools\":" + TOOLS + ",\"tool_choice\":{\"type\":\"custom\",\"name\":\"apply_patch\"}"));

        assertEquals(Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"apply_patch\"}}"),
                upstream.lastRequest().json().get("tool_choice"));
    }

    @Test
    void offersTheAllowedToolsOfANamespaceAlone() {
        answer("x", body("\"tools\":" + TOOLS + ",\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":["
                + "{\"type\":\"namespace\",\"name\":\"mcp__calc\"},{\"type\":\"web_search\"}]}"));

        assertTrue(offered(upstream.lastRequest()).contains("mcp__calc__add"));
        assertFalse(offered(upstream.lastRequest()).contains("exec_command"));
    }

    @Test
    void keepsToItselfWhatDescribesTheClient() {
        answer("x", body("\"client_metadata\":{\"installation_id\":\"i\",\"cwd\":\"secret-place\"},"
                + "\"include\":[\"reasoning.encrypted_content\"],\"prompt_cache_key\":\"k\",\"store\":false"));

        SeenRequest seen = upstream.lastRequest();
        assertFalse(seen.body().contains("secret-place"), seen::body);
        assertFalse(seen.json().containsKey("include"), seen::body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsThoughtsAsTheSummaryThatWasAskedFor(boolean stream) {
        upstream.answer(thinking());

        JsonObject response = create(body("\"reasoning\":{\"summary\":\"auto\"}"), stream);

        JsonObject thought = response.getJsonArray("output").getJsonObject(0);
        assertEquals("reasoning", thought.getString("type"));
        assertEquals(Json.parse("[{\"type\":\"summary_text\",\"text\":\"Let me see.\"}]"), thought.get("summary"));
        assertEquals(JsonValue.EMPTY_JSON_ARRAY, thought.get("content"));
        assertEquals(response, ResponseCalls.ok(calls.get(response.getString("id"))));
    }

    @Test
    void streamsTheSummaryOfThoughts() {
        upstream.answer(thinking());

        try (SseRecorder stream = server.client().stream(PATH, body("\"stream\":true,\"reasoning\":{\"summary\":\"detailed\"}"))) {
            List<JsonObject> events = stream.rest().stream().map(SseRecorder.Frame::json).toList();
            List<String> types = events.stream().map(event -> event.getString("type")).filter(type -> type.contains("reasoning"))
                    .distinct().toList();

            assertEquals(List.of("response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                    "response.reasoning_summary_text.done", "response.reasoning_summary_part.done"), types);
            assertEquals("Let me see.", of(events, "response.reasoning_summary_text.delta").stream()
                    .map(event -> event.getString("delta")).collect(Collectors.joining()));
            JsonObject done = of(events, "response.reasoning_summary_part.done").get(0);
            assertEquals(0, done.getInt("summary_index"));
            assertEquals("Let me see.", done.getJsonObject("part").getString("text"));
        }
    }

    @Test
    void showsThoughtsThemselvesWhereNoSummaryWasAskedFor() {
        upstream.answer(thinking());

        JsonObject thought = create(body("\"reasoning\":{\"effort\":\"low\"}"), false).getJsonArray("output").getJsonObject(0);

        assertEquals(Json.parse("[{\"type\":\"reasoning_text\",\"text\":\"Let me see.\"}]"), thought.get("content"));
        assertEquals(JsonValue.EMPTY_JSON_ARRAY, thought.get("summary"));
    }

    private static Script thinking() {
        return reply -> {
            if (reply.request().wantsStream()) {
                reply.beginEvents().data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Let me \"}}]}")
                        .data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"see.\"}}]}")
                        .data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Yes.\"}}]}")
                        .data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}").data("[DONE]").end();
            } else {
                Script.json("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\","
                        + "\"reasoning_content\":\"Let me see.\"},\"finish_reason\":\"stop\"}]}").play(reply);
            }
        };
    }

    private static String body(String members) {
        return "{\"input\":\"hi\"," + members + "}";
    }

    private static String arguments(String input) {
        return Json.builders().createObjectBuilder().add("input", input).build().toString();
    }

    private static JsonObject answer(String text, String body) {
        upstream.answer(Script.chatText(text));
        return create(body, false);
    }

    /** The response as it is at the end of its stream, or the whole reply. */
    private static JsonObject create(String body, boolean stream) {
        if (!stream) {
            return ResponseCalls.ok(server.client().post(PATH, body));
        }
        try (SseRecorder events = server.client().stream(PATH, body.substring(0, body.length() - 1) + ",\"stream\":true}")) {
            List<SseRecorder.Frame> all = events.rest();
            return all.get(all.size() - 1).json().getJsonObject("response");
        }
    }

    private static List<JsonObject> of(List<JsonObject> events, String type) {
        return events.stream().filter(event -> event.getString("type").equals(type)).toList();
    }

    /** The client's; the server has one of its own. */
    private static List<String> offered(SeenRequest seen) {
        JsonArray tools = seen.json().getJsonArray("tools");
        return tools == null ? List.of() : tools.getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getJsonObject("function").getString("name"))
                .filter(name -> !name.equals("todo")).toList();
    }

    private static List<JsonObject> messages(SeenRequest seen) {
        return seen.json().getJsonArray("messages").getValuesAs(JsonObject.class);
    }
}
