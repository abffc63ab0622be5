package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.ResponseCalls;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that clients of the Responses API keep themselves, with items of tools that are not known here. */
class ResponseHistoryServerTest {
    private static final String PATH = "/v1/responses";
    private static final String IMAGE = "data:image/png;base64,iVBORw0KGgo=";

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
        "{'type':'web_search_call','id':'ws_1','status':'completed','action':{'type':'search','query':'x'}}",
        "{'type':'web_search_call','status':'completed'}",
        "{'type':'file_search_call','id':'fs_1','queries':[],'status':'completed'}",
        "{'type':'computer_call','id':'cu_1','call_id':'c9'},{'type':'computer_call_output','call_id':'c9','output':{'type':'x'}}",
        "{'type':'image_generation_call','id':'ig_1','status':'completed','result':'AAAA'}",
        "{'type':'code_interpreter_call','id':'ci_1','code':'1','outputs':null}",
        "{'type':'mcp_list_tools','id':'m','server_label':'s','tools':[]},{'type':'mcp_call','id':'n','name':'f','arguments':'{}'}",
        "{'type':'mcp_approval_request','id':'a'},{'type':'mcp_approval_response','approval_request_id':'a','approve':true}",
        "{'type':'compaction','encrypted_content':'gAAA'}",
        "{'type':'compaction_summary','encrypted_content':'gAAA'}",
        "{'type':'context_compaction'}",
        "{'type':'compaction_trigger'}",
        "{'type':'tool_search_call','call_id':null,'execution':'server','arguments':{}},"
                + "{'type':'tool_search_output','call_id':null,'execution':'server','tools':[]}",
        "{'type':'additional_tools','role':'developer','tools':[]}",
        "{'type':'reasoning','summary':[],'encrypted_content':'gAAA'}",
        "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'t'}],'content':null}",
        "{'type':'ghost_snapshot','ghost_commit':{}}",
        "{'type':'agent_message','id':'x','author':'y'}",
        "{'type':'agent_message','content':[{'type':'encrypted_content','encrypted_content':'gAAAAABo-x_='}]}",
        "{'type':'something_new'}",
        "{'type':'custom_tool_call_output','call_id':'lost','output':'x'}",
        "{'type':'function_call','call_id':'open','name':'f','arguments':'{}'}",
        "{'type':'message','role':'assistant','content':null}",
        "{'type':'message','role':'assistant','content':[]}",
        "{'type':'message','role':'assistant','content':[{'type':'reasoning_text','text':'t'}]}"})
    void passesOverWhatMeansNothingHere(String items) {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}," + items
                + ",{'type':'function_call_output','call_id':'c','output':'12'}," + items
                + ",{'role':'assistant','content':'a'}," + items + ",{'role':'user','content':'B'}");

        assertEquals("user:A assistant:[f{}] tool:12 assistant:a user:B", told(seen));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            custom_tool_call | custom_tool_call_output | 'name':'apply_patch','input':'a "b"' | [apply_patch{"input":"a \\"b\\""}]
            function_call | function_call_output | 'name':'add','namespace':'mcp__calc','arguments':'{"a":1}' | [mcp__calc__add{"a":1}]
            function_call | function_call_output | 'name':'now','arguments':'' | [now{}]
            function_call | function_call_output | 'name':'now','arguments':null | [now{}]
            function_call | function_call_output | 'name':'now','arguments':{"a":1} | [now{"a":1}]
            local_shell_call | local_shell_call_output | 'action':{"command":["ls"]} | [local_shell{"command":["ls"]}]
            shell_call | shell_call_output | 'action':{"commands":["ls"]} | [shell{"commands":["ls"]}]
            apply_patch_call | apply_patch_call_output | 'operation':{"type":"delete_file"} | [apply_patch{"type":"delete_file"}]
            """)
    void tellsACallOfTheClientWithItsResult(String call, String output, String members, String told) {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'" + call + "','id':'x','call_id':'c9'," + members + "},{'type':'"
                + output + "','call_id':'c9','output':'done'},{'role':'user','content':'B'}");

        assertEquals("user:A assistant:" + told + " tool:done user:B", told(seen));
    }

    @Test
    void takesAShellsOutputInWhateverForm() {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'shell_call','call_id':'c','action':{}},"
                + "{'type':'shell_call_output','call_id':'c','output':[{'stdout':'ok','stderr':''}]},"
                + "{'type':'local_shell_call','id':'l','action':{}},{'type':'local_shell_call_output','id':'l','output':'{}'}");

        assertEquals("user:A assistant:[shell{}] tool:[{\"stdout\":\"ok\",\"stderr\":\"\"}] assistant:[local_shell{}] tool:{}", told(seen));
    }

    @Test
    void putsAResultBehindItsCallWhereTheUserSpokeBetween() {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                + "{'role':'user','content':'hurry'},{'type':'function_call_output','call_id':'c','output':'12'}");

        assertEquals("user:A assistant:[f{}] tool:12 user:hurry", told(seen));
    }

    @Test
    void goesOnWithoutAResultWhoseCallTheClientHasCutOff() {
        JsonArray seen = turn("{'type':'function_call_output','call_id':'old','output':'12'},{'role':'user','content':'A'}");

        assertEquals("user:A", told(seen));
    }

    @Test
    void tellsTheModelWhatItsSearchForToolsFound() {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'tool_search_call','call_id':'t','execution':'client',"
                + "'arguments':{'query':'sums'}},{'type':'tool_search_output','call_id':'t','execution':'client','tools':["
                + "{'type':'namespace','name':'calc','tools':[{'type':'function','name':'add'}]}]}");

        assertEquals("user:A assistant:[tool_search{\"query\":\"sums\"}] tool:These tools can be called now: calc__add", told(seen));
    }

    @Test
    void takesTheTaskThatAnotherAgentGives() {
        assertEquals("user:Task\nList the files.", told(turn("{'type':'agent_message','author':'a','recipient':'b','content':["
                + "{'type':'input_text','text':'Task'},{'type':'encrypted_content','encrypted_content':'List the files.'}]}")));
    }

    @Test
    void takesAMessageByItsRoleAlone() {
        assertEquals("user:A assistant:a user:B", told(turn("{'role':'user','content':'A','id':'msg_1'},{'type':null,'role':'assistant',"
                + "'content':'a','phase':'final_answer'},{'role':'user','content':'B'}")));
    }

    @Test
    void showsTheModelAnImageThatAToolReturned() {
        JsonArray seen = turn("{'role':'user','content':'A'},"
                + "{'type':'function_call','call_id':'c1','name':'view_image','arguments':'{}'},"
                + "{'type':'function_call','call_id':'c2','name':'ls','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c1','output':[{'type':'input_image',"
                + "'image_url':'" + IMAGE + "','detail':'high'}]},"
                + "{'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'a'},"
                + "{'type':'input_text','text':'b'}]}");

        assertEquals("user assistant tool tool user", roles(seen));
        assertTrue(seen.getJsonObject(2).getString("content").contains("next user message"));
        assertEquals("a\nb", seen.getJsonObject(3).getString("content"));
        JsonArray shown = seen.getJsonObject(4).getJsonArray("content");
        assertTrue(shown.getJsonObject(0).getString("text").contains("c1 (view_image)"), shown::toString);
        assertEquals(Json.parse("{\"url\":\"" + IMAGE + "\",\"detail\":\"high\"}"), shown.getJsonObject(1).get("image_url"));
    }

    @Test
    void keepsTheImageWithTheResultInTheTranscript() {
        upstream.answer(Script.chatToolCall("c1", "view_image", "{}"), Script.chatText("red"), Script.chatText("still red"));
        String tools = ",'tools':[{'type':'function','name':'view_image'}]}";
        JsonObject first = post("{'input':'look'" + tools);
        JsonObject second = post("{'previous_response_id':'" + first.getString("id") + "','input':[{'type':'function_call_output',"
                + "'call_id':'c1','output':[{'type':'input_text','text':'a.png'},{'type':'input_image','image_url':'" + IMAGE + "'}]}]"
                + tools);

        post("{'previous_response_id':'" + second.getString("id") + "','input':'sure?'" + tools);

        assertEquals("user assistant tool user assistant user", roles(messages()));
        JsonObject item = server.client().get(PATH + "/" + second.getString("id") + "/input_items").json().getJsonArray("data")
                .getJsonObject(0);
        assertEquals(List.of("input_text", "input_image"), ResponseCalls.types(item, "output"));
    }

    @Test
    void tellsTheModelThatAPartOfAResultIsMissing() {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'x'},"
                + "{'type':'input_file','filename':'a.pdf','file_data':'AAAA'}]}");

        String told = seen.getJsonObject(2).getString("content");
        assertTrue(told.startsWith("x\n") && told.contains("input_file") && told.contains("a.pdf"), told);
    }

    @Test
    void tellsTheModelAResultThatIsAListOfObjects() {
        JsonArray seen = turn("{'role':'user','content':'A'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c','output':[{'type':'city','name':'Rome'},7]}");
        assertEquals("[{\"type\":\"city\",\"name\":\"Rome\"},7]", seen.getJsonObject(2).getString("content"));

        seen = turn("{'role':'user','content':'A'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c','output':[{'type':'city','name':'Rome'}]}");
        assertEquals("{\"type\":\"city\",\"name\":\"Rome\"}", seen.getJsonObject(2).getString("content"));
    }

    /** What the upstream is asked for an input of these items, without the system message. */
    private static JsonArray turn(String items) {
        upstream.answer(Script.chatText("ok"));
        assertEquals("ok", ResponseCalls.text(post("{'store':false,'input':[" + items + "]}")));
        return messages();
    }

    private static JsonObject post(String body) {
        return ResponseCalls.ok(server.client().post(PATH, quoted(body)));
    }

    /** Single quotes where no double ones are in the way. */
    private static String quoted(String body) {
        StringBuilder out = new StringBuilder();
        boolean text = false;
        for (char c : body.toCharArray()) {
            if (c == '\'') {
                text = !text;
                out.append('"');
            } else {
                out.append(text && c == '"' ? "\\\"" : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static JsonArray messages() {
        return upstream.lastRequest().json().getJsonArray("messages").stream()
                .filter(message -> !message.asJsonObject().getString("role").equals("system"))
                .collect(Json.builders()::createArrayBuilder, (array, message) -> array.add(message), (a, b) -> a.addAll(b)).build();
    }

    private static String roles(JsonArray messages) {
        return messages.getValuesAs(JsonObject.class).stream().map(message -> message.getString("role")).collect(Collectors.joining(" "));
    }

    private static String told(JsonArray messages) {
        return messages.getValuesAs(JsonObject.class).stream().map(message -> message.getString("role") + ":" + said(message))
                .collect(Collectors.joining(" "));
    }

    private static String said(JsonObject message) {
        String text = message.get("content") instanceof JsonString content ? content.getString() : "";
        JsonValue calls = message.getOrDefault("tool_calls", JsonValue.EMPTY_JSON_ARRAY);
        assertTrue(Set.of("system", "user", "assistant", "tool").contains(message.getString("role")));
        return text + (calls.asJsonArray().isEmpty() ? "" : calls.asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(call -> call.getJsonObject("function").getString("name") + call.getJsonObject("function").getString("arguments"))
                .collect(Collectors.joining(",", "[", "]")));
    }
}
