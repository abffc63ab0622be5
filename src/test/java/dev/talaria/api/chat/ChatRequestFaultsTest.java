package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestFaultsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | Missing or invalid 'messages' field",
        "{'messages':null} | Missing or invalid 'messages' field",
        "{'messages':'hi'} | Missing or invalid 'messages' field",
        "{'messages':{}} | Missing or invalid 'messages' field",
        "{'messages':[]} | Missing or invalid 'messages' field",
        "{'messages':[{'role':'system','content':'s'}]} | No user message found in messages",
        "{'messages':[{'role':'user','content':''}]} | No user message found in messages",
        "{'messages':[{'role':'user','content':' \\n'}]} | No user message found in messages",
        "{'messages':[{'role':'user','content':[]}]} | No user message found in messages",
        "{'messages':[{'role':'user','content':[{'type':'text','text':' '}]}]} | No user message found in messages"}, quoteCharacter = '`')
    void refusesMessagesThatAskNothing(String body, String message) {
        ApiException fault = fault(body);

        assertEquals(ErrorCode.MISSING_FIELD, fault.code());
        assertEquals("messages", fault.problem().param());
        assertEquals(message, fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'x' | INVALID_VALUE | messages[1]",
        "null | INVALID_VALUE | messages[1]",
        "{'content':'x'} | MISSING_FIELD | messages[1].role",
        "{'role':1,'content':'x'} | INVALID_VALUE | messages[1].role",
        "{'role':'robot','content':'x'} | INVALID_VALUE | messages[1].role",
        "{'role':'User','content':'x'} | INVALID_VALUE | messages[1].role",
        "{'role':'function','name':'f','content':'x'} | UNSUPPORTED_PARAMETER | messages[1].role",
        "{'role':'user'} | INVALID_VALUE | messages[1].content",
        "{'role':'user','content':null} | INVALID_VALUE | messages[1].content",
        "{'role':'user','content':1} | INVALID_VALUE | messages[1].content",
        "{'role':'user','content':{'type':'text','text':'x'}} | INVALID_VALUE | messages[1].content",
        "{'role':'user','content':'x','name':1} | INVALID_VALUE | messages[1].name",
        "{'role':'assistant','content':'x','refusal':1} | INVALID_VALUE | messages[1].refusal",
        "{'role':'assistant','content':'x','function_call':{}} | UNSUPPORTED_PARAMETER | messages[1].function_call",
        "{'role':'assistant','content':'x','audio':{'id':'a'}} | UNSUPPORTED_PARAMETER | messages[1].audio",
        "{'role':'assistant','tool_calls':{}} | INVALID_VALUE | messages[1].tool_calls",
        "{'role':'assistant','tool_calls':[1]} | INVALID_VALUE | messages[1].tool_calls[0]",
        "{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':''}}]} | MISSING_FIELD | messages[1].tool_calls[0].id",
        "{'role':'assistant','tool_calls':[{'id':'c','type':'custom'}]} | MISSING_FIELD | messages[1].tool_calls[0].custom",
        "{'role':'assistant','tool_calls':[{'id':'c','type':'song'}]} | UNSUPPORTED_PARAMETER | messages[1].tool_calls[0].type",
        "{'role':'assistant','tool_calls':[{'id':'c'}]} | MISSING_FIELD | messages[1].tool_calls[0].function",
        "{'role':'assistant','tool_calls':[{'id':'c','function':{'arguments':''}}]} | MISSING_FIELD"
                + " | messages[1].tool_calls[0].function.name",
        "{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':7}}]} | INVALID_VALUE"
                + " | messages[1].tool_calls[0].function.arguments",
        "{'role':'tool','content':'x'} | MISSING_FIELD | messages[1].tool_call_id",
        "{'role':'tool','content':'x','tool_call_id':7} | INVALID_VALUE | messages[1].tool_call_id"})
    void namesTheFaultOfAMessage(String message, ErrorCode code, String param) {
        assertFault(fault("{'messages':[{'role':'user','content':'hi'}," + message + "]}"), code, param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'type':'file','file':{'file_id':'f'}} | UNSUPPORTED_CONTENT_TYPE | 'file'",
        "{'type':'input_file','file_id':'f'} | UNSUPPORTED_CONTENT_TYPE | 'input_file'",
        "{'type':'input_audio','input_audio':{}} | UNSUPPORTED_CONTENT_TYPE | 'input_audio'",
        "{'type':'hologram'} | UNSUPPORTED_CONTENT_TYPE | 'hologram'",
        "{'type':'refusal','refusal':'x'} | UNSUPPORTED_CONTENT_TYPE | 'refusal'",
        "{'type':'image_url','image_url':{'url':'ftp://x'}} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':{'url':'http://'}} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':{'url':'data:text/plain,x'}} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':{'url':'http://x/\\n'}} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':{}} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':''} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url'} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'input_image','file_id':'f'} | INVALID_IMAGE_URL | http(s) URLs",
        "{'type':'image_url','image_url':{'url':'http://x/y','detail':''}} | INVALID_CONTENT_PART | 'detail'",
        "{'type':'image_url','image_url':{'url':'http://x/y','detail':1}} | INVALID_CONTENT_PART | 'detail'",
        "{'type':'input_image','image_url':'http://x/y','detail':' '} | INVALID_CONTENT_PART | 'detail'",
        "{'type':'text'} | INVALID_CONTENT_PART | 'text'",
        "{'type':'text','text':null} | INVALID_CONTENT_PART | 'text'",
        "{'type':'text','text':{}} | INVALID_CONTENT_PART | 'text'",
        "{'text':'x'} | INVALID_CONTENT_PART | 'type'",
        "{'type':1} | INVALID_CONTENT_PART | 'type'",
        "7 | INVALID_CONTENT_PART | object or a string",
        "null | INVALID_CONTENT_PART | object or a string",
        "['x'] | INVALID_CONTENT_PART | object or a string"})
    void namesTheFaultOfAContentPart(String part, ErrorCode code, String said) {
        ApiException fault = fault("{'messages':[{'role':'user','content':['x'," + part + "]}]}");

        assertFault(fault, code, "messages[0].content");
        assertTrue(fault.getMessage().contains(said), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"system", "assistant"})
    void refusesAnImageThatNeitherUserNorToolShows(String role) {
        ApiException fault = fault("{'messages':[{'role':'user','content':'hi'},{'role':'" + role
                + "','tool_call_id':'c','content':[{'type':'image_url','image_url':'http://x/y'}]}]}");

        assertFault(fault, ErrorCode.UNSUPPORTED_CONTENT_TYPE, "messages[1].content");
    }

    @Test
    void cutsTheNameOfAnUnknownPartType() {
        ApiException fault = fault("{'messages':[{'role':'user','content':[{'type':'" + "x".repeat(5_000) + "'}]}]}");

        assertTrue(fault.getMessage().length() < 200, fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'model':1 | INVALID_VALUE | model",
        "'stream':1 | INVALID_VALUE | stream",
        "'stream':'yes' | INVALID_VALUE | stream",
        "'stream':'TRUE' | INVALID_VALUE | stream",
        "'stream':[] | INVALID_VALUE | stream",
        "'stream_options':true | INVALID_VALUE | stream_options",
        "'stream_options':{'include_usage':'true'} | INVALID_VALUE | stream_options.include_usage",
        "'temperature':'0.1' | INVALID_VALUE | temperature",
        "'top_p':true | INVALID_VALUE | top_p",
        "'presence_penalty':{} | INVALID_VALUE | presence_penalty",
        "'frequency_penalty':[] | INVALID_VALUE | frequency_penalty",
        "'max_tokens':0 | INVALID_VALUE | max_tokens",
        "'max_tokens':1.5 | INVALID_VALUE | max_tokens",
        "'max_tokens':'10' | INVALID_VALUE | max_tokens",
        "'max_completion_tokens':-1 | INVALID_VALUE | max_completion_tokens",
        "'max_completion_tokens':1e99 | INVALID_VALUE | max_completion_tokens",
        "'n':0 | INVALID_VALUE | n",
        "'n':'1' | INVALID_VALUE | n",
        "'n':2 | UNSUPPORTED_PARAMETER | n",
        "'seed':1.5 | INVALID_VALUE | seed",
        "'seed':'1' | INVALID_VALUE | seed",
        "'stop':1 | INVALID_VALUE | stop",
        "'stop':['a',1] | INVALID_VALUE | stop",
        "'logprobs':1 | INVALID_VALUE | logprobs",
        "'top_logprobs':21 | INVALID_VALUE | top_logprobs",
        "'response_format':'json' | INVALID_VALUE | response_format",
        "'logit_bias':[] | INVALID_VALUE | logit_bias",
        "'metadata':'x' | INVALID_VALUE | metadata",
        "'store':'yes' | INVALID_VALUE | store",
        "'user':1 | INVALID_VALUE | user",
        "'safety_identifier':{} | INVALID_VALUE | safety_identifier",
        "'reasoning_effort':3 | INVALID_VALUE | reasoning_effort",
        "'service_tier':false | INVALID_VALUE | service_tier",
        "'parallel_tool_calls':'no' | INVALID_VALUE | parallel_tool_calls",
        "'tool_choice':1 | INVALID_VALUE | tool_choice",
        "'modalities':'text' | INVALID_VALUE | modalities",
        "'modalities':[1] | INVALID_VALUE | modalities",
        "'modalities':['text','audio'] | UNSUPPORTED_PARAMETER | modalities",
        "'audio':{'voice':'x'} | UNSUPPORTED_PARAMETER | audio",
        "'functions':[] | UNSUPPORTED_PARAMETER | functions",
        "'function_call':'none' | UNSUPPORTED_PARAMETER | function_call"})
    void namesTheParameterAtFault(String member, ErrorCode code, String param) {
        assertFault(fault("{'messages':[{'role':'user','content':'hi'}]," + member + "}"), code, param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'tools':{} | INVALID_VALUE | tools",
        "'tools':['f'] | INVALID_VALUE | tools[0]",
        "'tools':[{'function':{'name':'f'}}] | MISSING_FIELD | tools[0].type",
        "'tools':[{'type':'web_search'}],'tool_choice':'required' | UNSUPPORTED_PARAMETER | tool_choice",
        "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'} | UNSUPPORTED_PARAMETER | tool_choice",
        "'tools':[{'type':'web_search'},{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':'web_search'}"
                + " | UNSUPPORTED_PARAMETER | tool_choice.type",
        "'tools':[{'type':'custom','custom':{'name':'p'}}],'tool_choice':{'type':'custom','custom':{'name':'q'}}"
                + " | INVALID_VALUE | tool_choice.custom.name",
        "'tools':[{'type':'custom'}] | MISSING_FIELD | tools[0].custom",
        "'tools':[{'type':'function'}] | MISSING_FIELD | tools[0].function",
        "'tools':[{'type':'function','function':{}}] | MISSING_FIELD | tools[0].function.name",
        "'tools':[{'type':'function','function':{'name':''}}] | INVALID_VALUE | tools[0].function.name",
        "'tools':[{'type':'function','function':{'name':'a b'}}] | INVALID_VALUE | tools[0].function.name",
        "'tools':[{'type':'function','function':{'name':'f','parameters':[]}}] | INVALID_VALUE | tools[0].function.parameters",
        "'tools':[{'type':'function','function':{'name':'f','description':1}}] | INVALID_VALUE | tools[0].function.description",
        "'tools':[{'type':'function','function':{'name':'f','strict':'no'}}] | INVALID_VALUE | tools[0].function.strict",
        "'tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'f'}}]"
                + " | INVALID_VALUE | tools[1].function.name",
        "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':'function','function':{'name':'g'}}"
                + " | INVALID_VALUE | tool_choice.function.name"})
    void namesTheFaultOfATool(String member, ErrorCode code, String param) {
        assertFault(fault("{'messages':[{'role':'user','content':'hi'}]," + member + "}"), code, param);
    }

    @Test
    void refusesAModelNameThatWouldFillEveryChunk() {
        ApiException fault = fault("{'model':'" + "m".repeat(257) + "','messages':[{'role':'user','content':'hi'}]}");

        assertFault(fault, ErrorCode.INVALID_VALUE, "model");
    }

    private static void assertFault(ApiException fault, ErrorCode code, String param) {
        assertEquals(code, fault.code(), fault.getMessage());
        assertEquals(param, fault.problem().param());
    }

    private static ApiException fault(String body) {
        JsonBody parsed = JsonBody.parse(Json.bytes(body.replace('\'', '"')));
        return assertThrows(ApiException.class, () -> ChatRequest.parse(parsed));
    }
}
