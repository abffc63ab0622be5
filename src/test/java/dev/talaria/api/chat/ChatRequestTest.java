package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.turn.Turn;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.scope.Preferences;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
    private static final String HI = "{\"role\":\"user\",\"content\":\"hi\"}";

    @Test
    void readsThePlainestRequest() {
        ChatRequest request = parse("{\"messages\":[" + HI + "]}");

        assertEquals(List.of(Message.user("hi")), request.conversation());
        assertNull(request.model());
        assertFalse(request.stream());
        assertFalse(request.includeUsage());
        assertTrue(request.parameters().isEmpty());
        assertTrue(request.tools().isEmpty());
    }

    @Test
    void layersSystemAndDeveloperMessagesInOrder() {
        ChatRequest request = messages("""
                {"role":"system","content":"a"}, {"role":"user","content":"hi"}, {"role":"developer","content":"b"}""");

        assertEquals(List.of(Message.of(Role.SYSTEM, "a"), Message.of(Role.DEVELOPER, "b")), request.system());
        assertEquals(List.of(Message.user("hi")), request.conversation());
    }

    @Test
    void joinsNeighbouringTextsByANewline() {
        ChatRequest request = messages("""
                {"role":"user","content":["a", {"type":"text","text":"b"}, {"type":"input_text","text":"c"},
                  {"type":"output_text","text":"d"}]}""");

        assertEquals(List.of(Message.user("a\nb\nc\nd")), request.conversation());
    }

    @Test
    void keepsTheOrderOfTextsAndImages() {
        ChatRequest request = messages("""
                {"role":"user","content":["a", {"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}, "b"]}""");

        assertEquals(List.of(new Part.Text("a"), new Part.Image("https://x/y.png", "low"), new Part.Text("b")),
                request.conversation().get(0).parts());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'type':'image_url','image_url':'http://x/y'}",
        "{'type':'image_url','image_url':{'url':'http://x/y'}}",
        "{'type':'image_url','image_url':{'url':'http://x/y','detail':null}}",
        "{'type':'input_image','image_url':'http://x/y'}"})
    void takesAnImageInEachOfItsShapes(String part) {
        ChatRequest request = messages("{\"role\":\"user\",\"content\":[" + part.replace('\'', '"') + "]}");

        assertEquals(List.of(new Part.Image("http://x/y", null)), request.conversation().get(0).parts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://X/Y", "data:image/png;base64,AAAA", "DATA:image/svg+xml,x"})
    void takesImageUrlsOfTheseKinds(String url) {
        ChatRequest request = messages("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":\"" + url + "\"}]}");

        assertTrue(request.conversation().get(0).hasImage());
    }

    @Test
    void readsAToolCallAndItsResultAsOneInput() {
        Turn turn = turn(messages("""
                {"role":"user","content":"old"}, {"role":"assistant","content":"answer"}, {"role":"user","content":"weather?"},
                {"role":"assistant","content":null,"tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"12 degrees"}]}"""));

        assertEquals(List.of(Message.user("old"), Message.assistant("answer")), turn.history());
        assertEquals(List.of(Message.user("weather?"), new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "f", "{}")), null),
                Message.toolResult("c1", "12 degrees")), turn.input());
    }

    @Test
    void keepsAnAssistantsTextBesideItsToolCalls() {
        ChatRequest request = messages(HI + """
                , {"role":"assistant","content":"wait","tool_calls":[{"id":"c","function":{"name":"f","arguments":""}}]}""");

        assertEquals(List.of(new Part.Text("wait"), new ToolCall("c", "f", "")), request.conversation().get(1).parts());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'role':'assistant','content':null,'refusal':'no'}",
        "{'role':'assistant','content':[{'type':'refusal','refusal':'no'}]}"})
    void readsARefusalInBothShapes(String message) {
        ChatRequest request = messages(HI + "," + message.replace('\'', '"'));

        assertEquals(List.of(new Part.Refusal("no")), request.conversation().get(1).parts());
    }

    @Test
    void keepsWhoWroteAMessage() {
        ChatRequest request = messages("{\"role\":\"user\",\"name\":\"ada\",\"content\":\"hi\"}");

        assertEquals(Optional.of("ada"), request.conversation().get(0).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'role':'user','content':'one'},{'role':'user','content':'two'}",
        "{'role':'user','content':''},{'role':'user','content':'two'}",
        "{'role':'user','content':'one'},{'role':'user','content':[]}"})
    void losesNoUserMessage(String messages) {
        assertEquals(2, messages(messages.replace('\'', '"')).conversation().size());
    }

    /** Clients keep calls without arguments as their models wrote them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | ''", "null | {}", "{} | {}", "{'a':1} | {'a':1}"})
    void takesTheArgumentsOfACallInAnyForm(String sent, String understood) {
        String arguments = sent.isEmpty() ? "\"\"" : sent.replace('\'', '"');
        ChatRequest request = messages(HI + ", {\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":" + arguments + "}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"x\"}");

        assertEquals(understood.replace('\'', '"'), request.conversation().get(1).toolCalls().get(0).arguments());
    }

    @Test
    void takesWhatAReplyGaveBack() {
        ChatRequest request = messages(HI + """
                , {"role":"assistant","content":"x","refusal":null,"annotations":[],"reasoning_content":"hm","tool_calls":null}""");

        assertEquals(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm", "reasoning_content"), new Part.Text("x")), null),
                request.conversation().get(1));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false", "'\"true\"',true", "'\"false\"',false", "null,false"})
    void readsStreamAsBooleanOrWord(String value, boolean expected) {
        assertEquals(expected, body("\"stream\":" + value).stream());
    }

    @Test
    void readsIncludeUsage() {
        assertTrue(body("\"stream\":true,\"stream_options\":{\"include_usage\":true}").includeUsage());
    }

    @Test
    void passesOnWhatTheModelIsMeantToGetAsItIs() {
        ChatRequest request = body("""
                "model":"m", "temperature":0.10, "seed":12345678901234567890, "mystery":{"a":[1,null]}, "stop":null, "n":1, "stream":true,
                "stream_options":{}, "user":"u\"""");

        assertEquals(Json.parse("{\"temperature\":0.10,\"seed\":12345678901234567890,\"mystery\":{\"a\":[1,null]},\"user\":\"u\"}"),
                request.parameters());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "'tools':[{'type':'function','function':{'name':'f'}}] | true",
        "'tools':[] | false",
        "'tools':null | false",
        "'x':1 | false"})
    void passesOnToolChoiceWithToolsOnly(String tools, boolean expected) {
        ChatRequest request = body(tools.replace('\'', '"') + ",\"tool_choice\":\"auto\"");

        assertEquals(expected, request.parameters().containsKey("tool_choice"));
        assertEquals(expected ? 1 : 0, request.tools().size());
    }

    @Test
    void takesFortyToolsAsTheyAre() {
        String tools = IntStream.range(0, 40).mapToObj(i -> "{\"type\":\"function\",\"function\":{\"name\":\"a.b-" + i + "\",\"x\":1}}")
                .collect(Collectors.joining(","));

        ChatRequest request = body("\"tools\":[" + tools + "]");

        assertEquals(Json.parse("[" + tools + "]"), Json.builders().createArrayBuilder(request.tools()).build());
    }

    @Test
    void tellsWhatOnlyTheBodyKnows() {
        ChatRequest request = parse("""
                {"safety_identifier":"s", "user":" ", "messages":[{"role":"system","content":"a"},{"role":"developer","content":"b"},
                {"role":"assistant","content":"hello"},{"role":"user","content":"first"},{"role":"user","content":"second"}]}""");

        assertEquals("a\nb", request.facts().systemText());
        assertEquals("first", request.facts().firstUserMessage());
        assertEquals(Optional.of("s"), request.facts().user());
    }

    @Test
    void prefersUserToSafetyIdentifier() {
        assertEquals(Optional.of("u"), body("\"safety_identifier\":\"s\",\"user\":\"u\"").facts().user());
    }

    private static Turn turn(ChatRequest request) {
        return request.turn("m", false, Preferences.DEFAULT, "f");
    }

    private static ChatRequest messages(String messages) {
        return parse("{\"messages\":[" + messages + "]}");
    }

    private static ChatRequest body(String members) {
        return parse("{\"messages\":[" + HI + "]," + members + "}");
    }

    private static ChatRequest parse(String json) {
        return ChatRequest.parse(JsonBody.parse(Json.bytes(json)));
    }
}
