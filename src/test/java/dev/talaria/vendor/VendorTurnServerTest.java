package dev.talaria.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One turn with a server tool, one with a client tool, one over {@code previous_response_id}, at every {@link Vendor}. */
class VendorTurnServerTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final JsonObject WEATHER = Json.parse("""
            {"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{}}}}""").asJsonObject();
    private static final JsonObject FLAT_WEATHER = Json.parse("""
            {"type":"function","name":"weather","parameters":{"type":"object","properties":{}}}""").asJsonObject();

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    private TestClient client(Vendor vendor) {
        upstream.answerAlways(new VendorModel(vendor));
        server = TestServer.over(upstream, Map.of());
        return server.client();
    }

    static Stream<Arguments> vendorsWholeAndStreamed() {
        return Stream.of(Vendor.values()).flatMap(vendor -> Stream.of(Arguments.of(vendor, false), Arguments.of(vendor, true)));
    }

    /** Where the model takes no tools, the server's own cost the turn nothing. */
    @ParameterizedTest
    @MethodSource("vendorsWholeAndStreamed")
    void answersATurnWithAServerTool(Vendor vendor, boolean stream) {
        TestClient client = client(vendor);
        boolean effort = vendor == Vendor.OPENAI_TOOLS_WITHOUT_REASONING;
        JsonObjectBuilder body = user("use todo").add("stream", stream).add("max_tokens", 50);
        if (effort) {
            body.add("reasoning_effort", "low");
        }

        String text = text(client, body, stream);

        assertEquals(vendor.callsTools() && !effort ? "The tool said: []" : VendorModel.PLAIN, text);
    }

    /** What was found out once is heeded from then on: the second turn asks the model no more often than it must. */
    @ParameterizedTest
    @EnumSource(Vendor.class)
    void asksASecondTurnWithoutDetours(Vendor vendor) {
        TestClient client = client(vendor);
        text(client, user("hello").add("stream", true).add("max_tokens", 50), true);
        int before = upstream.requests().size();

        text(client, user("hello again").add("stream", true).add("max_tokens", 50), true);

        assertEquals(before + 1, upstream.requests().size());
    }

    @ParameterizedTest
    @MethodSource("vendorsWholeAndStreamed")
    void answersATurnWithAClientTool(Vendor vendor, boolean stream) {
        TestClient client = client(vendor);
        JsonObjectBuilder body = user("use weather").add("stream", stream).add("max_tokens", 50).add("parallel_tool_calls", true)
                .add("tools", Json.builders().createArrayBuilder().add(WEATHER));
        if (!vendor.callsTools()) {
            assertRefused(client.post(CHAT, body.build().toString()), stream);
            return;
        }

        JsonObject called = message(client, body, stream);
        String id = called.getJsonArray("tool_calls").getJsonObject(0).getString("id");
        List<JsonValue> messages = new ArrayList<>(user("use weather").build().getJsonArray("messages"));
        messages.add(called);
        messages.add(Json.parse("{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"sunny\"}"));
        JsonObjectBuilder second = Json.builders().createObjectBuilder().add("messages", Json.builders().createArrayBuilder(messages))
                .add("stream", stream).add("tools", Json.builders().createArrayBuilder().add(WEATHER));

        assertEquals("The tool said: sunny", text(client, second, stream));
    }

    /** Most clients drop the members that they do not know: in a named session they are stored. */
    @ParameterizedTest
    @EnumSource(value = Vendor.class, names = {"DEEPSEEK", "GEMINI", "OPENROUTER", "LITELLM"})
    void answersAClientThatDropsWhatItDoesNotKnow(Vendor vendor) {
        TestClient client = client(vendor).with("X-Hermes-Session-Id", "forgetful");
        JsonObject called = message(client, user("use weather").add("tools", Json.builders().createArrayBuilder().add(WEATHER)), false);
        JsonObject call = called.getJsonArray("tool_calls").getJsonObject(0);
        String body = """
                {"tools":[%s],"messages":[{"role":"user","content":"use weather"},
                {"role":"assistant","content":null,
                "tool_calls":[{"id":"%s","type":"function","function":{"name":"weather","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"%2$s","content":"sunny"}]}""".formatted(WEATHER, call.getString("id"));

        assertEquals("The tool said: sunny", client.post(CHAT, body).content());
    }

    @ParameterizedTest
    @MethodSource("vendorsWholeAndStreamed")
    void answersATurnOverAPreviousResponse(Vendor vendor, boolean stream) {
        TestClient client = client(vendor);
        if (!vendor.callsTools()) {
            String first = response(client, input("hello").add("stream", stream), stream).getString("id");
            JsonObject second = response(client, input("hello again").add("previous_response_id", first).add("stream", stream), stream);
            assertEquals(VendorModel.PLAIN, ResponseCalls.text(second));
            return;
        }
        JsonObject first = response(client, input("use weather").add("stream", stream).add("max_output_tokens", 50)
                .add("tools", Json.builders().createArrayBuilder().add(FLAT_WEATHER)), stream);
        String call = first.getJsonArray("output").getValuesAs(JsonObject.class).stream()
                .filter(item -> item.getString("type").equals("function_call")).findFirst().orElseThrow().getString("call_id");
        JsonObjectBuilder result = Json.builders().createObjectBuilder().add("previous_response_id", first.getString("id"))
                .add("input", Json.builders().createArrayBuilder().add(Json.parse(
                        "{\"type\":\"function_call_output\",\"call_id\":\"" + call + "\",\"output\":\"sunny\"}")))
                .add("tools", Json.builders().createArrayBuilder().add(FLAT_WEATHER)).add("stream", stream);

        assertEquals("The tool said: sunny", ResponseCalls.text(response(client, result, stream)));
    }

    static Stream<Arguments> vendorsWithToolsWholeAndStreamed() {
        return vendorsWholeAndStreamed().filter(arguments -> ((Vendor) arguments.get()[0]).callsTools());
    }

    /** As Codex does: it stores nothing, and sends back every item that it was given. */
    @ParameterizedTest
    @MethodSource("vendorsWithToolsWholeAndStreamed")
    void answersAClientThatKeepsTheItemsItself(Vendor vendor, boolean stream) {
        TestClient client = client(vendor);
        JsonObjectBuilder shared = Json.builders().createObjectBuilder().add("stream", stream).add("store", false)
                .add("include", Json.builders().createArrayBuilder().add("reasoning.encrypted_content"))
                .add("tools", Json.builders().createArrayBuilder().add(FLAT_WEATHER));
        JsonObject settings = shared.build();
        JsonValue question = Json.parse("{\"role\":\"user\",\"content\":\"use weather\"}");
        JsonObject first = response(client, Json.builders().createObjectBuilder(settings)
                .add("input", Json.builders().createArrayBuilder().add(question)), stream);
        List<JsonObject> output = first.getJsonArray("output").getValuesAs(JsonObject.class);
        String call = output.stream().filter(item -> item.getString("type").equals("function_call")).findFirst().orElseThrow()
                .getString("call_id");
        JsonArrayBuilder input = Json.builders().createArrayBuilder().add(question);
        output.forEach(input::add);
        input.add(Json.parse("{\"type\":\"function_call_output\",\"call_id\":\"" + call + "\",\"output\":\"sunny\"}"));

        JsonObject second = response(client, Json.builders().createObjectBuilder(settings).add("input", input), stream);

        assertEquals("The tool said: sunny", ResponseCalls.text(second));
    }

    /** A session may outlive its upstream: what one server wrote for itself is nothing for another. */
    @ParameterizedTest
    @EnumSource(value = Vendor.class, names = {"DEEPSEEK", "GEMINI", "OPENROUTER", "LITELLM"})
    void showsAnotherUpstreamNothingThatTheFirstWroteForItself(Vendor vendor) throws IOException {
        Map<String, String> database = TestDatabase.settings();
        upstream.answerAlways(new VendorModel(vendor));
        server = TestServer.over(upstream, database);
        text(server.client().with("X-Hermes-Session-Id", "moved"), user("use todo"), false);
        server.close();
        try (ScriptedUpstream other = new ScriptedUpstream()) {
            server = TestServer.over(other, database);

            text(server.client().with("X-Hermes-Session-Id", "moved"), user("hello"), false);

            List<JsonObject> calling = Vendor.calling(other.lastRequest().json());
            assertEquals(1, calling.size());
            assertEquals(Set.of("role", "content", "tool_calls"), calling.get(0).keySet());
            assertEquals(Set.of("id", "type", "function"), calling.get(0).getJsonArray("tool_calls").getJsonObject(0).keySet());
        }
    }

    /** A tool of the client's is its own wish: that the model takes none is told, and not as something to try again. */
    private static void assertRefused(TestClient.Answer answer, boolean stream) {
        assertTrue(answer.status() == 400 || answer.status() == 404 || answer.status() == 502, answer.status() + " " + answer.text());
        assertTrue(answer.error().getString("message").matches("(?s).*(tool|--jinja).*"), answer.text());
        assertEquals("false", answer.status() >= 500 ? answer.header("x-should-retry").orElse("") : "false");
    }

    private static JsonObjectBuilder user(String text) {
        return Json.builders().createObjectBuilder().add("messages", Json.builders().createArrayBuilder().add(
                Json.builders().createObjectBuilder().add("role", "user").add("content", text)));
    }

    private static JsonObjectBuilder input(String text) {
        return Json.builders().createObjectBuilder().add("input", text);
    }

    private static String text(TestClient client, JsonObjectBuilder body, boolean stream) {
        return Vendor.text(message(client, body, stream));
    }

    /** The message that a client has in the end, all members of all chunks added up. */
    private static JsonObject message(TestClient client, JsonObjectBuilder body, boolean stream) {
        if (!stream) {
            TestClient.Answer answer = client.post(CHAT, body.build().toString());
            assertEquals(200, answer.status(), answer::text);
            return answer.json().getJsonArray("choices").getJsonObject(0).getJsonObject("message");
        }
        try (SseRecorder recorder = client.stream(CHAT, body.build().toString())) {
            return ChunkSum.of(recorder.rest());
        }
    }

    private static JsonObject response(TestClient client, JsonObjectBuilder body, boolean stream) {
        if (!stream) {
            return ResponseCalls.ok(client.post(RESPONSES, body.build().toString()));
        }
        try (SseRecorder recorder = client.stream(RESPONSES, body.build().toString())) {
            List<SseRecorder.Frame> frames = recorder.rest();
            JsonObject last = Json.parse(frames.get(frames.size() - 1).data()).asJsonObject();
            assertEquals("response.completed", last.getString("type"), last::toString);
            return last.getJsonObject("response");
        }
    }
}
