package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of the client and of the server, over HTTP with the demo model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatToolsServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String WEATHER = "tool:weather {\"city\":\"Rome\"}";

    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void handsACallToItsClientWhole() {
        JsonObject choice = choice(server.client().post(PATH, withTools(Chats.of("user", WEATHER), "weather")));

        JsonObject call = choice.getJsonObject("message").getJsonArray("tool_calls").getJsonObject(0);
        assertEquals("tool_calls", choice.getString("finish_reason"));
        assertEquals(JsonValue.NULL, choice.getJsonObject("message").get("content"));
        assertEquals("function", call.getString("type"));
        assertEquals("weather", call.getJsonObject("function").getString("name"));
        assertEquals("{\"city\":\"Rome\"}", call.getJsonObject("function").getString("arguments"));
    }

    @Test
    void streamsACall() {
        try (SseRecorder stream = server.client().stream(withTools(Chats.of("user", WEATHER).add("stream", true), "weather"))) {
            List<JsonObject> chunks = chunks(stream.rest());
            List<JsonObject> calls = chunks.stream().map(chunk -> chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
                    .filter(delta -> delta.containsKey("tool_calls"))
                    .map(delta -> delta.getJsonArray("tool_calls").getJsonObject(0)).toList();

            assertEquals("weather", calls.get(0).getJsonObject("function").getString("name"));
            assertFalse(calls.get(0).getString("id").isEmpty());
            assertEquals("{\"city\":\"Rome\"}", calls.stream().map(call -> call.getJsonObject("function").getString("arguments"))
                    .collect(Collectors.joining()));
            assertEquals("tool_calls", chunks.get(chunks.size() - 1).getJsonArray("choices").getJsonObject(0).getString("finish_reason"));
            assertEquals(1, chunks.stream().map(chunk -> chunk.getString("id")).distinct().count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "travel"})
    void goesOnWithTheToolsResult(String session) {
        TestClient client = session.isEmpty() ? server.client() : server.client().with("X-Hermes-Session-Id", session);
        JsonObject asked = choice(client.post(PATH, withTools(Chats.of("user", WEATHER), "weather"))).getJsonObject("message");

        JsonArray messages = Json.builders().createArrayBuilder().add(message("user", WEATHER)).add(asked).add(result(asked, "22 degrees"))
                .build();
        TestClient.Answer answer = client.post(PATH, withTools(Json.builders().createObjectBuilder().add("messages", messages), "weather"));

        assertEquals("The tool answered: 22 degrees", answer.content());
        assertEquals("stop", choice(answer).getString("finish_reason"));
    }

    @Test
    void keepsAClientsToolStepsInTheTranscript() {
        TestClient client = server.client().with("X-Hermes-Session-Id", "errand");
        JsonObject asked = choice(client.post(PATH, withTools(Chats.of("user", WEATHER), "weather"))).getJsonObject("message");
        JsonArray whole = Json.builders().createArrayBuilder().add(message("user", WEATHER)).add(asked)
                .add(result(asked, "18 degrees")).build();
        client.post(PATH, withTools(Json.builders().createObjectBuilder().add("messages", whole), "weather"));

        client.chat("say:bye");

        try (var stored = server.transcripts()) {
            assertEquals(List.of("user: " + WEATHER, "assistant: ", "tool: 18 degrees", "assistant: The tool answered: 18 degrees",
                    "user: say:bye", "assistant: bye"), stored.conversation("errand"));
        }
    }

    @Test
    void takesNoToolsForNone() {
        String body = Chats.of("user", WEATHER).add("tools", JsonValue.EMPTY_JSON_ARRAY).add("tool_choice", "auto").build().toString();

        TestClient.Answer answer = server.client().post(PATH, body);

        assertEquals("There is no tool weather here.", answer.content());
    }

    @Test
    void takesFortyTools() {
        String[] names = IntStream.range(0, 40).mapToObj(i -> "tool_" + i).toArray(String[]::new);

        JsonObject choice = choice(server.client().post(PATH, withTools(Chats.of("user", "tool:tool_39"), names)));

        assertEquals("tool_calls", choice.getString("finish_reason"));
    }

    @Test
    void runsItsOwnToolAndShowsItsProgress() {
        try (SseRecorder stream = server.client().stream(Chats.streamed("tool:todo {\"todos\":[\"buy milk\"]}"))) {
            List<SseRecorder.Frame> frames = stream.rest();
            List<JsonObject> progress = frames.stream().filter(frame -> "hermes.tool.progress".equals(frame.event()))
                    .map(SseRecorder.Frame::json).toList();

            assertEquals(List.of("running", "completed"), progress.stream().map(event -> event.getString("status")).toList());
            assertEquals("todo", progress.get(0).getString("tool"));
            assertEquals(progress.get(0).getString("toolCallId"), progress.get(1).getString("toolCallId"));
            assertTrue(progress.get(0).keySet().containsAll(List.of("tool", "emoji", "label", "toolCallId", "status")));
            String text = chunks(frames).stream().map(Chats::delta).collect(Collectors.joining());
            assertTrue(text.contains("buy milk"), text);
        }
    }

    @Test
    void hidesProgressOnDemand() {
        TestClient quiet = server.client().with("X-Hermes-Tool-Progress", "off");

        try (SseRecorder stream = quiet.stream(Chats.streamed("tool:todo {\"todos\":[\"x\"]}"))) {
            assertTrue(stream.rest().stream().allMatch(frame -> frame.event() == null));
        }
    }

    @Test
    void deniesAnEmptyingOfTheListAndGoesOn() {
        TestClient.Answer answer = server.client().chat("tool:todo {\"clear\":true}");

        assertEquals(200, answer.status());
        assertTrue(answer.content().contains("Denied"), answer.content());
        assertEquals("stop", choice(answer).getString("finish_reason"));
    }

    @Test
    void leavesAToolNamedTodoToTheClientThatBroughtIt() {
        JsonObject choice = choice(server.client().post(PATH, withTools(Chats.of("user", "tool:todo {\"clear\":true}"), "todo")));

        assertEquals("tool_calls", choice.getString("finish_reason"));
    }

    @Test
    void runsItsOwnCallsBesideTheClients() {
        String both = "tool:todo {\"todos\":[\"x\"]} && tool:weather {\"city\":\"Rome\"}";

        JsonObject choice = choice(server.client().post(PATH, withTools(Chats.of("user", both), "weather")));

        JsonArray calls = choice.getJsonObject("message").getJsonArray("tool_calls");
        assertEquals(1, calls.size());
        assertEquals("weather", calls.getJsonObject(0).getJsonObject("function").getString("name"));
    }

    @Test
    void remembersTheListWithinASession() {
        TestClient client = server.client().with("X-Hermes-Session-Id", "chores");
        client.chat("tool:todo {\"todos\":[\"sweep the stairs\"]}");

        assertTrue(client.chat("tool:todo").content().contains("sweep the stairs"));
    }

    static String withTools(JsonObjectBuilder body, String... names) {
        var tools = Json.builders().createArrayBuilder();
        for (String name : names) {
            tools.add(Json.builders().createObjectBuilder().add("type", "function").add("function", Json.builders().createObjectBuilder()
                    .add("name", name).add("parameters", Json.builders().createObjectBuilder().add("type", "object"))));
        }
        return body.add("tools", tools).build().toString();
    }

    private static JsonObject message(String role, String content) {
        return Json.builders().createObjectBuilder().add("role", role).add("content", content).build();
    }

    private static JsonObject result(JsonObject asked, String content) {
        return Json.builders().createObjectBuilder().add("role", "tool").add("content", content)
                .add("tool_call_id", asked.getJsonArray("tool_calls").getJsonObject(0).getString("id")).build();
    }

    private static JsonObject choice(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json().getJsonArray("choices").getJsonObject(0);
    }

    private static List<JsonObject> chunks(List<SseRecorder.Frame> frames) {
        return frames.stream().filter(frame -> frame.event() == null && !frame.data().equals("[DONE]"))
                .map(SseRecorder.Frame::json).toList();
    }
}
