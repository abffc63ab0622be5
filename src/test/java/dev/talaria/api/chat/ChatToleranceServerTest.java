package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.tool.PassedOverLog;
import dev.talaria.json.Json;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories, tools and fields of chat clients that mean nothing to the upstream. */
class ChatToleranceServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String PATCH = "{'type':'custom','custom':{'name':'patch','description':'Edits.','format':{'type':'grammar',"
            + "'grammar':{'syntax':'lark','definition':'start: x'}}}}";

    private static ScriptedUpstream upstream;
    private static TestServer server;

    @BeforeAll
    static void start() {
        upstream = new ScriptedUpstream();
        server = TestServer.over(upstream, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'role':'assistant','content':null,'reasoning_content':'hm'}",
        "{'role':'assistant','reasoning_content':'hm'}",
        "{'role':'assistant','content':'','reasoning':'hm'}",
        "{'role':'assistant','content':null,'thinking':'hm','tool_calls':null}",
        "{'role':'assistant','content':null,'tool_calls':[],'refusal':null,'audio':null,'function_call':null}",
        "{'role':'assistant','content':' ','reasoning_details':[{'type':'reasoning.text','text':'hm'}]}",
        "{'role':'assistant','content':null}",
        "{'role':'assistant'}",
        "{'role':'assistant','content':[]}",
        "{'role':'assistant','content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]}]}",
        "{'role':'assistant','content':[{'type':'reasoning','text':'hm'},{'type':'redacted_thinking','data':'x'}]}",
        "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]}",
        "{'role':'tool','tool_call_id':'c','content':'lost'}"})
    void takesAMessageThatAStoppedTurnLeaves(String message) {
        assertEquals("user:A user:B", told("{'role':'user','content':'A'}," + message + ",{'role':'user','content':'B'}", ""));
        assertEquals("user:A user:B", told("{'role':'user','content':'A'}," + message + ",{'role':'user','content':'B'}", "named"));
    }

    @Test
    void takesTheTextBesideAThought() {
        assertEquals("user:A assistant:yes user:B", told("{'role':'user','content':'A'},{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'hm'},{'type':'text','text':'yes'}]},{'role':'user','content':'B'}", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'content':null", ",'content':''", ",'content':[]"})
    void takesAResultWithoutText(String content) {
        assertEquals("user:A assistant: tool:", told("{'role':'user','content':'A'},{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c'" + content
                + "}", ""));
    }

    @Test
    void showsTheModelAnImageThatAToolReturned() {
        String call = "{'type':'function','function':{'name':'look','arguments':'{}'},'id':";
        post("{'messages':[{'role':'user','content':'A'},{'role':'assistant','content':null,'tool_calls':[" + call + "'c1'}," + call
                + "'c2'}]},{'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'a red one'},{'type':'image_url',"
                + "'image_url':{'url':'https://x.org/a.png'}}]},{'role':'tool','tool_call_id':'c2','content':'none'}]}", "");

        JsonArray seen = messages();
        assertEquals("a red one", seen.getJsonObject(2).getString("content"));
        assertEquals("none", seen.getJsonObject(3).getString("content"));
        assertEquals("user", seen.getJsonObject(4).getString("role"));
        assertEquals("https://x.org/a.png",
                seen.getJsonObject(4).getJsonArray("content").getJsonObject(1).getJsonObject("image_url").getString("url"));
    }

    @Test
    void passesOverToolsOfUnknownTypesAndSaysSoOnce() {
        try (TestServer own = TestServer.over(upstream, Map.of()); LogLines log = LogLines.of(PassedOverLog.class)) {
            String body = json("{'messages':[{'role':'user','content':'A'}],'tools':[{'type':'web_search'},"
                    + "{'type':'function','function':{'name':'f'}},{'type':'builtin_function','function':{'name':'$web'}}]}");
            assertEquals(200, own.client().post(PATH, body).status());
            assertEquals(200, own.client().post(PATH, body).status());

            assertEquals(1, log.lines().size(), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("builtin_function, web_search"), log.lines()::toString);
            assertFalse(upstream.lastRequest().body().contains("web_search"), upstream.lastRequest()::body);
        }
    }

    @Test
    void showsACallOfACustomToolAsOne() {
        upstream.answer(Script.chatToolCall("c1", "patch", "{\"input\":\"+a\\n\"}"));

        JsonObject choice = server.client().post(PATH, json("{'messages':[{'role':'user','content':'A'}],'tools':[" + PATCH + "],"
                + "'tool_choice':{'type':'custom','custom':{'name':'patch'}}}")).json().getJsonArray("choices").getJsonObject(0);

        assertEquals(Json.parse("[{\"id\":\"c1\",\"type\":\"custom\",\"custom\":{\"name\":\"patch\",\"input\":\"+a\\n\"}}]"),
                choice.getJsonObject("message").get("tool_calls"));
        assertEquals("tool_calls", choice.getString("finish_reason"));
        JsonObject seen = upstream.lastRequest().json();
        assertEquals(Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"patch\"}}"), seen.get("tool_choice"));
        assertEquals("function", seen.getJsonArray("tools").getJsonObject(0).getString("type"));
    }

    @Test
    void streamsACallOfACustomTool() {
        upstream.answer(Script.chatToolCall("c1", "patch", "{\"input\":\"+a\\n\"}"));

        try (SseRecorder stream = server.client().stream(json("{'messages':[{'role':'user','content':'A'}],'stream':true,'tools':["
                + PATCH + "]}"))) {
            List<JsonObject> calls = stream.rest().stream().filter(frame -> frame.data().contains("tool_calls\":["))
                    .map(frame -> frame.json().getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
                    .map(delta -> delta.getJsonArray("tool_calls").getJsonObject(0)).toList();

            assertEquals(List.of(Json.parse("{\"index\":0,\"id\":\"c1\",\"type\":\"custom\",\"custom\":{\"name\":\"patch\","
                    + "\"input\":\"+a\\n\"}}")), calls);
        }
    }

    @Test
    void takesACustomCallAndItsResultBack() {
        post("{'messages':[{'role':'user','content':'A'},{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'custom',"
                + "'custom':{'name':'patch','input':'+a'}}]},{'role':'tool','tool_call_id':'c','content':'ok'}],"
                + "'tools':[" + PATCH + "]}", "");

        JsonObject call = messages().getJsonObject(1).getJsonArray("tool_calls").getJsonObject(0);
        assertEquals("{\"input\":\"+a\"}", call.getJsonObject("function").getString("arguments"));
        assertEquals("ok", messages().getJsonObject(2).getString("content"));
    }

    @Test
    void offersTheAllowedToolsAlone() {
        post("{'messages':[{'role':'user','content':'A'}],'tools':[" + PATCH + ",{'type':'function','function':{'name':'f'}}],"
                + "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'custom','custom':"
                + "{'name':'patch'}}]}}}", "");

        assertFalse(upstream.lastRequest().body().contains("\"name\":\"f\""), upstream.lastRequest()::body);
        assertEquals("required", upstream.lastRequest().json().getString("tool_choice"));
    }

    @Test
    void keepsToItselfWhatDescribesTheClient() {
        post("{'messages':[{'role':'user','content':'A'}],'client_metadata':{'installation_id':'secret'},'vendor_knob':1}", "");

        assertFalse(upstream.lastRequest().body().contains("secret"), upstream.lastRequest()::body);
        assertTrue(upstream.lastRequest().body().contains("vendor_knob"), upstream.lastRequest()::body);
    }

    /** Models are known to tell any number; what a session has used is a sum that ends at the greatest. */
    @Test
    void goesOnInASessionWhoseTokensExceedAllNumbers() {
        String usage = "{\"prompt_tokens\":1e30,\"completion_tokens\":18446744073709551615,\"total_tokens\":1e300}";
        TestClient client = server.client().with("X-Hermes-Session-Id", "countless");
        for (int turn = 0; turn < 3; turn++) {
            upstream.answer(reply -> reply.whole(200, "application/json", "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}"));

            assertEquals("ok", client.post(PATH, json("{'messages':[{'role':'user','content':'A'}]}")).content());
        }
        assertTrue(client.get("/api/sessions/countless").text().contains("\"input_tokens\":9223372036854775807"));
    }

    private static String told(String messages, String session) {
        post("{'messages':[" + messages + "]}", session.isEmpty() ? "" : session + messages.hashCode());
        return messages().getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("role") + ":" + message.getString("content", "")).collect(Collectors.joining(" "));
    }

    private static void post(String body, String session) {
        upstream.answer(Script.chatText("ok"));
        TestClient client = session.isEmpty() ? server.client() : server.client().with("X-Hermes-Session-Id", session);
        assertEquals("ok", client.post(PATH, json(body)).content());
    }

    private static String json(String body) {
        return body.replace('\'', '"');
    }

    private static JsonArray messages() {
        return upstream.lastRequest().json().getJsonArray("messages").stream()
                .filter(message -> !message.asJsonObject().getString("role").equals("system"))
                .collect(Json.builders()::createArrayBuilder, (array, message) -> array.add(message), (a, b) -> a.addAll(b)).build();
    }
}
