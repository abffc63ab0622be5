package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.items.InputItem;
import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseRequestTest {

    @ParameterizedTest(name = "{0} -> {1} at {2}")
    @CsvSource(delimiter = '|', textBlock = """
            {} | missing_field | input
            {"input":null} | missing_field | input
            {"input":7} | invalid_value | input
            {"input":""} | missing_field | input
            {"input":"  "} | missing_field | input
            {"input":[]} | missing_field | input
            {"input":[7]} | invalid_value | input[0]
            {"input":[{"content":"x"}]} | missing_field | input[0].role
            {"input":[{"role":"tool","content":"x"}]} | invalid_value | input[0].role
            {"input":[{"role":"user"}]} | missing_field | input[0].content
            {"input":[{"role":"user","content":7}]} | invalid_value | input[0].content
            {"input":[{"role":"user","content":[{"type":"input_file"}]}]} | unsupported_content_type | input[0].content
            {"input":[{"role":"user","content":[{"type":"input_image","image_url":"ftp:x"}]}]} | invalid_image_url | input[0].content
            {"input":[{"role":"assistant","content":"x"}]} | missing_field | input
            {"input":[{"type":"web_search_call","id":"w"}]} | missing_field | input
            {"input":[{"type":"function_call","name":"f","arguments":"{}"}]} | missing_field | input[0].call_id
            {"input":[{"type":"function_call_output","output":"x"}]} | missing_field | input[0].call_id
            {"input":[{"type":"function_call_output","call_id":"c"}]} | missing_field | input[0].output
            {"input":[{"type":"item_reference"}]} | missing_field | input[0].id
            {"input":"x","conversation":"a","previous_response_id":"resp_x"} | invalid_value | conversation
            {"input":"x","conversation":{"id":""}} | invalid_value | conversation
            {"input":"x","conversation":7} | invalid_value | conversation
            {"input":"x","conversation_history":"x"} | invalid_value | conversation_history
            {"input":"x","conversation_history":[{"role":"user"}]} | invalid_value | conversation_history[0]
            {"input":"x","background":true,"store":false} | invalid_value | background
            {"input":"x","truncation":"middle"} | invalid_value | truncation
            {"input":"x","stream":"yes"} | invalid_value | stream
            {"input":"x","prompt":{"id":"p"}} | unsupported_parameter | prompt
            {"input":"x","temperature":2.5} | invalid_value | temperature
            {"input":"x","top_p":-1} | invalid_value | top_p
            {"input":"x","max_output_tokens":0} | invalid_value | max_output_tokens
            {"input":"x","metadata":{"a":1}} | invalid_value | metadata
            {"input":"x","include":[1]} | invalid_value | include
            {"input":"x","tools":[{"type":"web_search"}],"tool_choice":"required"} | unsupported_parameter | tool_choice
            {"input":"x","tools":[{"type":"mcp"}],"tool_choice":{"type":"mcp"}} | unsupported_parameter | tool_choice.type
            {"input":"x","tools":[{"type":"custom","name":"p"}],"tool_choice":{"type":"custom"}} | missing_field | tool_choice.name
            {"input":"x","tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}]} | missing_field | tools[0].tools[0].name
            {"input":"x","tools":[{"type":"function"}]} | missing_field | tools[0].name
            {"input":"x","tools":[{"type":"function","name":"f"},{"type":"function","name":"f"}]} | invalid_value | tools[1].name
            {"input":"x","tool_choice":{"type":"function","name":"g"}} | invalid_value | tool_choice.name
            {"input":"x","tool_choice":"maybe"} | invalid_value | tool_choice
            {"input":"x","text":{"format":{"type":"json_schema","name":"n"}}} | invalid_value | text.format.schema
            {"input":"x","text":{"format":{"type":"grammar"}}} | unsupported_parameter | text.format.type
            """)
    void namesTheFieldAtFault(String body, String code, String param) {
        ApiException fault = assertThrows(ApiException.class, () -> parse(body));

        assertEquals(code, fault.problem().code().code());
        assertEquals(param, fault.problem().param());
        assertEquals(400, fault.problem().code().status());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            "max_output_tokens":9                      | {"max_tokens":9}
            "reasoning":{"effort":"low"}               | {"reasoning_effort":"low"}
            "temperature":0.5,"seed":3                 | {"temperature":0.5,"seed":3}
            "text":{"format":{"type":"text"}}          | {}
            "text":{"format":{"type":"json_object"}}   | {"response_format":{"type":"json_object"}}
            "text":{"verbosity":"low"}                 | {"verbosity":"low"}
            "top_logprobs":2                           | {"logprobs":true,"top_logprobs":2}
            "include":["message.output_text.logprobs"] | {"logprobs":true}
            "tool_choice":"required"                   | {}
            "store":true,"metadata":{"a":"b"}          | {}
            "top_p":null                               | {}
            """)
    void tellsAModelInTheWordsOfTheChatSchema(String fields, String parameters) {
        assertEquals(Json.parse(parameters), parse("{\"input\":\"x\"," + fields + "}").settings().parameters());
    }

    @Test
    void nestsASchema() {
        ResponseRequest request = parse("""
                {"input":"x","text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}}}""");

        assertEquals(Json.parse("""
                {"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}}}"""),
                request.settings().parameters());
    }

    @Test
    void nestsToolsAndTheirChoice() {
        ResponseRequest request = parse("""
                {"input":"x","tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true}],
                "tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false}""");

        assertEquals(List.of(Json.parse("""
                {"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}}""")),
                request.settings().tools());
        assertEquals(Json.parse("""
                {"parallel_tool_calls":false,"tool_choice":{"type":"function","function":{"name":"f"}}}"""),
                request.settings().parameters());
    }

    @Test
    void refusesWhereNoneOfTheAllowedToolsCanBeOffered() {
        ApiException fault = assertThrows(ApiException.class, () -> parse("""
                {"input":"x","tools":[{"type":"function","name":"f"},{"type":"mcp"}],
                "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"mcp"}]}}"""));

        assertEquals("tool_choice.tools", fault.problem().param());
    }

    @Test
    void offersAllowedToolsAlone() {
        ResponseRequest request = parse("""
                {"input":"x","tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}],
                "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]}}""");

        assertEquals(1, request.settings().tools().size());
        assertEquals("required", request.settings().parameters().getString("tool_choice"));
    }

    @Test
    void repeatsAToolWithEveryMemberOfTheSchema() {
        ResponseRequest request = parse("{\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}");

        assertEquals(Json.parse("[{\"type\":\"function\",\"name\":\"f\",\"strict\":null,\"parameters\":null}]"),
                request.settings().echo().get("tools"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "hi"                                                          | user:hi
            ["hi","there"]                                                | user:hi user:there
            [{"role":"user","content":"hi"}]                              | user:hi
            [{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}],"id":"m","status":"s"}] | user:hi
            [{"role":"developer","content":"be brief"},{"role":"user","content":"hi"}] | developer:be brief user:hi
            [{"type":"reasoning","id":"rs_1","summary":[]},{"role":"user","content":"hi"}] | user:hi
            [{"role":"assistant","content":[{"type":"output_text","text":"a"}]},{"role":"user","content":"hi"}] | assistant:a user:hi
            [{"type":"function_call_output","call_id":"c","output":"12"}] | tool:12
            [{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"12"}]}] | tool:12
            """)
    void readsEveryFormOfInput(String input, String expected) {
        List<Message> messages = parse("{\"input\":" + input + "}").input().stream()
                .filter(item -> item instanceof InputItem.MessageInput).map(item -> ((InputItem.MessageInput) item).message()).toList();

        assertEquals(expected, String.join(" ", messages.stream().map(message -> message.role().wire() + ":" + message.text()).toList()));
    }

    @Test
    void takesAConversationAsObjectOrName() {
        assertEquals("conv_1", parse("{\"input\":\"x\",\"conversation\":{\"id\":\"conv_1\"}}").conversation());
        assertEquals("my talk", parse("{\"input\":\"x\",\"conversation\":\" my talk \"}").conversation());
    }

    @Test
    void storesUnlessToldOtherwise() {
        assertTrue(parse("{\"input\":\"x\",\"store\":null}").store());
    }

    private static ResponseRequest parse(String body) {
        return ResponseRequest.parse(JsonBody.parse(Json.bytes(body)));
    }
}
