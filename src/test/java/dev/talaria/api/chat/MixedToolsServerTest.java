package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns whose model calls the server's tools and the client's, over a scripted upstream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedToolsServerTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String WEATHER = "{\"type\":\"function\",\"function\":{\"name\":\"weather\","
            + "\"parameters\":{\"type\":\"object\"}}}";
    private static final String FLAT = "{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}";
    private static final String LIST = "{\"todos\":[\"pack\"]}";
    /** What the model must know in the end, whichever way it was told. */
    private static final String WHOLE = "user:Rome? assistant[todo,weather] tool:[{\"content\":\"pack\",\"status\":\"pending\"}] "
            + "tool:22 degrees";

    @AutoClose
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    @AutoClose
    private final TestServer server = TestServer.over(upstream, Map.of());

    private static String call(String id, String name, String arguments) {
        return "{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"arguments\":"
                + Json.string(arguments) + "}}";
    }

    /** A step with calls of these. */
    private static Script calls(String... calls) {
        return Script.json("{\"id\":\"x\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]},\"finish_reason\":\"tool_calls\"}]}");
    }

    private static String fresh() {
        return "call_" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String body(String more, String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "],\"tools\":[" + WEATHER + "]" + more + "}";
    }

    private static JsonObject message(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json().getJsonArray("choices").getJsonObject(0).getJsonObject("message");
    }

    private static String result(String id) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"22 degrees\"}";
    }

    /** The last request's messages beside the system's, in short. */
    private String told() {
        return upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .filter(message -> !message.getString("role").equals("system")).map(message -> {
                    String calls = message.getOrDefault("tool_calls", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()
                            .getValuesAs(JsonObject.class).stream().map(call -> call.getJsonObject("function").getString("name"))
                            .collect(Collectors.joining(","));
                    JsonValue content = message.getOrDefault("content", JsonValue.NULL);
                    return message.getString("role") + (calls.isEmpty() ? "" : "[" + calls + "]")
                            + (content instanceof JsonString text ? ":" + text.getString() : "");
                }).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Hermes-History: auto", "X-Hermes-History: client", "X-Hermes-History: server"})
    void aChatGoesOnWithTheResultsOfBoth(String history) {
        TestClient client = history.isEmpty() ? server.client()
                : server.client().with("X-Hermes-Session-Id", "s-" + fresh()).with("X-Hermes-History", history.split(": ")[1]);
        String id = fresh();
        String asked = "{\"role\":\"user\",\"content\":\"Rome?\"}";
        upstream.answer(calls(call(fresh(), "todo", LIST), call(id, "weather", "{}")), Script.chatText("warm"));
        JsonObject called = message(client.post(CHAT, body("", asked)));
        assertEquals(1, called.getJsonArray("tool_calls").size());

        TestClient.Answer answer = client.post(CHAT, body("", asked, called.toString(), result(id)));

        assertEquals("warm", answer.content());
        assertEquals(WHOLE, told());
    }

    @Test
    void aChatWithoutASessionKnowsTheStepsBeforeItsClientsCall() {
        String first = fresh();
        String second = fresh();
        String asked = "{\"role\":\"user\",\"content\":\"Rome?\"}";
        TestClient client = server.client();
        upstream.answer(calls(call(fresh(), "todo", LIST)), calls(call(first, "weather", "{}")),
                calls(call(fresh(), "todo", "{}")), calls(call(second, "weather", "{}")), Script.chatText("warm"));
        JsonObject one = message(client.post(CHAT, body("", asked)));
        JsonObject two = message(client.post(CHAT, body("", asked, one.toString(), result(first))));

        assertEquals("warm", client.post(CHAT, body("", asked, one.toString(), result(first), two.toString(), result(second))).content());

        String list = "tool:[{\"content\":\"pack\",\"status\":\"pending\"}]";
        assertEquals("user:Rome? assistant[todo] " + list + " assistant[weather] tool:22 degrees assistant[todo] " + list
                + " assistant[weather] tool:22 degrees", told());
    }

    @Test
    void aFollowUpThatIsRepeatedRunsNothingTwice() {
        String id = fresh();
        String asked = "{\"role\":\"user\",\"content\":\"Rome?\"}";
        upstream.answer(calls(call(fresh(), "todo", LIST), call(id, "weather", "{}")), Script.chatText("warm"),
                Script.chatText("still warm"));
        JsonObject called = message(server.client().post(CHAT, body("", asked)));
        String followUp = body("", asked, called.toString(), result(id));
        int before = upstream.requests().size();

        assertEquals("warm", server.client().post(CHAT, followUp).content());
        assertEquals("still warm", server.client().post(CHAT, followUp).content());

        assertEquals(before + 2, upstream.requests().size());
        assertEquals(WHOLE, told());
    }

    @Test
    void aResponseGoesOnWithTheResultsOfBoth() {
        String id = fresh();
        upstream.answer(calls(call(fresh(), "todo", LIST), call(id, "weather", "{}")), Script.chatText("warm"));
        JsonObject first = server.client().post("/v1/responses", "{\"input\":\"Rome?\",\"tools\":[" + FLAT + "]}").json();
        assertEquals(List.of("weather"), first.getJsonArray("output").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getString("name")).toList());

        JsonObject second = server.client().post("/v1/responses", "{\"previous_response_id\":\"" + first.getString("id")
                + "\",\"tools\":[" + FLAT + "],\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"" + id
                + "\",\"output\":\"22 degrees\"}]}").json();

        assertEquals("completed", second.getString("status"));
        assertEquals(WHOLE, told());
    }

    /** What the upstream was offered by a request, and how it was to choose. */
    private String offered(int back) {
        JsonObject request = upstream.requests().get(upstream.requests().size() - 1 - back).json();
        String names = request.getOrDefault("tools", JsonValue.EMPTY_JSON_ARRAY).asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getJsonObject("function").getString("name")).filter(name -> List.of("todo", "weather").contains(name))
                .collect(Collectors.joining(","));
        return names + " " + request.getOrDefault("tool_choice", JsonValue.NULL) + " "
                + request.getOrDefault("parallel_tool_calls", JsonValue.NULL);
    }

    /** @param later what is offered after a call of the server's tool */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true|\"auto\"|weather,todo \"auto\" null|weather,todo \"auto\" null",
        "true|\"required\"|weather,todo \"required\" null|weather \"required\" null",
        "false|\"required\"|todo \"required\" null|todo null null",
        "false|\"auto\",\"parallel_tool_calls\":false|todo \"auto\" false|todo \"auto\" false",
        "true|{\"type\":\"function\",\"function\":{\"name\":\"todo\"}}"
                + "|weather,todo {\"type\":\"function\",\"function\":{\"name\":\"todo\"}} null"
                + "|weather,todo null null",
        "false|{\"type\":\"function\",\"function\":{\"name\":\"todo\"}}|todo {\"type\":\"function\",\"function\":{\"name\":\"todo\"}} null"
                + "|todo null null",
        "true|{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\","
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"todo\"}}"
                + "]}}|todo \"auto\" null|todo \"auto\" null"})
    void aChoiceHoldsForTheServersToolsToo(boolean own, String choice, String first, String later) {
        upstream.answer(calls(call(fresh(), "todo", LIST)), Script.chatText("done"));

        TestClient.Answer answer = server.client().post(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"Go\"}],\"tools\":["
                + (own ? WEATHER : "") + "],\"tool_choice\":" + choice + "}");

        assertEquals("done", answer.content());
        assertEquals(first, offered(1));
        assertEquals(later, offered(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"none\"|weather \"none\" null",
        "{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}"
                + "|weather {\"type\":\"function\",\"function\":{\"name\":\"weather\"}} null",
        "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\","
                + "\"function\":{\"name\":\"weather\"}}]}}|weather \"required\" null"})
    void aChoiceCanLeaveTheServersToolsOut(String choice, String expected) {
        upstream.answer(Script.chatText("done"));

        server.client().post(CHAT, body(",\"tool_choice\":" + choice, "{\"role\":\"user\",\"content\":\"Go\"}"));

        assertEquals(expected, offered(0));
    }

    @Test
    void aResponseMayChooseAServersTool() {
        upstream.answer(calls(call(fresh(), "todo", LIST)), Script.chatText("done"));

        server.client().post("/v1/responses", "{\"input\":\"Go\",\"tools\":[" + FLAT + "],\"tool_choice\":{\"type\":\"allowed_tools\","
                + "\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"todo\"}]}}");

        assertEquals("todo \"auto\" null", offered(0));
    }

    @Test
    void refusesAChoiceOfAToolThatNobodyHas() {
        TestClient.Answer answer = server.client().post(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"Go\"}],"
                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"nothing\"}}}");

        assertEquals(400, answer.status());
        assertEquals("tool_choice.function.name", answer.error().getString("param"));
    }
}
