package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as upstreams see them. */
class ChatBodyTest {

    private static JsonObject body(ModelRequest request) {
        return Json.parse(ChatBody.of(request, "http://here", null, Set.of())).asJsonObject();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesEachKindOfMessage(Message message, String json) {
        JsonObject body = body(ModelRequests.streamed(List.of(message)));

        assertEquals(Json.parse("[" + json + "]"), body.get("messages"));
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(Message.user("hi"), "{\"role\":\"user\",\"content\":\"hi\"}"),
                Arguments.of(Message.of(Role.DEVELOPER, "be short"), "{\"role\":\"developer\",\"content\":\"be short\"}"),
                Arguments.of(new Message(Role.USER, List.of(new Part.Text("hi")), "ann"),
                        "{\"role\":\"user\",\"name\":\"ann\",\"content\":\"hi\"}"),
                Arguments.of(new Message(Role.USER, List.of(new Part.Text("see"), new Part.Image("data:image/png;base64,AA", "low"),
                        new Part.Image("https://x/y.png", null)), null),
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"see\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA\",\"detail\":\"low\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm"), new ToolCall("c1", "f", "{}")), null),
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Refusal("no")), null),
                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm"), new Part.Text("yes")), null),
                        "{\"role\":\"assistant\",\"content\":\"yes\"}"),
                Arguments.of(new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm")), null),
                        "{\"role\":\"assistant\",\"content\":\"\"}"),
                Arguments.of(new Message(Role.TOOL, List.of(new ToolResult("c1", "one"), new ToolResult("c2", "two")), null),
                        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"one\"},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"two\"}"));
    }

    @Test
    void sendsParametersAsTheyAre() {
        JsonObject parameters = ModelRequests.object("{\"temperature\":0.10,\"stop\":null,\"x_vendor\":{\"a\":[1]}}");

        JsonObject body = body(new ModelRequest("m", List.of(), List.of(), parameters, false));

        assertEquals(Json.parse("{\"model\":\"m\",\"messages\":[],\"temperature\":0.10,\"stop\":null,\"x_vendor\":{\"a\":[1]},"
                + "\"stream\":false}"), body);
    }

    @Test
    void asksStreamsForTheirUsage() {
        JsonObject body = body(ModelRequests.streamed("hi"));

        assertEquals(JsonValue.TRUE, body.get("stream"));
        assertEquals(Json.parse("{\"include_usage\":true}"), body.get("stream_options"));
    }

    @Test
    void offersTools() {
        JsonObject body = body(ModelRequests.withTool("f", List.of()));

        assertEquals(ModelRequests.tool("f"), body.getJsonArray("tools").get(0));
    }

    private static Message called(List<Part> parts, ToolCall call) {
        return new Message(Role.ASSISTANT, Stream.concat(parts.stream(), Stream.of(call)).toList(), null);
    }

    private static JsonObject second(String reasoningMember, Message... afterQuestion) {
        List<Message> messages = new ArrayList<>(List.of(Message.user("hi")));
        messages.addAll(List.of(afterQuestion));
        byte[] body = ChatBody.of(ModelRequests.streamed(messages), "http://here", reasoningMember, Set.of());
        return Json.parse(body).asJsonObject().getJsonArray("messages").getJsonObject(1);
    }

    private static Part.Extension extension(String members, String origin) {
        return new Part.Extension(Json.parse(members).asJsonObject(), origin);
    }

    @Test
    void sendsOpaqueMembersBackToWhereTheyCameFrom() {
        ToolCall call = new ToolCall("c1", "f", "{}",
                Json.parse("{\"extra_content\":{\"s\":\"x\"},\"function\":{\"sig\":\"y\"}}").asJsonObject());
        List<Part> opaque = List.of(new Part.Reasoning("hm", "reasoning_content"), extension("{\"details\":[1]}", "http://here"));

        assertEquals(Json.parse("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"c1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\",\"sig\":\"y\"},"
                + "\"extra_content\":{\"s\":\"x\"}}],\"details\":[1]}"), second(null, called(opaque, call)));
    }

    @Test
    void keepsOpaqueMembersFromOtherUpstreams() {
        ToolCall call = new ToolCall("c1", "f", "{}", Json.parse("{\"extra_content\":1}").asJsonObject());
        List<Part> opaque = List.of(new Part.Reasoning("hm", "reasoning_content"), extension("{\"details\":[1]}", "http://there"));

        JsonObject sent = second("reasoning_content", called(opaque, call));

        assertEquals(Set.of("role", "content", "tool_calls"), sent.keySet());
        assertEquals(Set.of("id", "type", "function"), sent.getJsonArray("tool_calls").getJsonObject(0).keySet());
    }

    @Test
    void writesAClientsCopyOfAThoughtAsTheUpstreamWritesItsOwn() {
        Message copy = called(List.of(new Part.Reasoning("hm", "reasoning_content")), new ToolCall("c1", "f", "{}"));

        assertEquals("hm", second("reasoning", copy).getString("reasoning"));
        assertEquals("<think>hm</think>\n\n", second(Part.Reasoning.TAGS, copy).getString("content"));
        assertEquals("hm", second(null, copy).getString("reasoning_content"));
    }

    @Test
    void sendsThoughtsBackOnlyInTurnsWithACall() {
        Message plain = new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm", "reasoning_content"), new Part.Text("yes")), null);
        Message call = called(List.of(), new ToolCall("c1", "f", "{}"));

        assertEquals(Set.of("role", "content"), second(null, plain, Message.user("again"), call).keySet());
        assertEquals(Set.of("role", "content", "reasoning_content"), second(null, plain, call).keySet());
    }

    @Test
    void letsNoOpaqueMemberReplaceOneOfTheMessage() {
        Message message = new Message(Role.ASSISTANT, List.of(new Part.Text("yes"), extension("{\"role\":\"system\",\"content\":\"no\"}",
                "http://here")), null);

        assertEquals(Json.parse("{\"role\":\"assistant\",\"content\":\"yes\"}"), second(null, message));
    }

    @Test
    void writesAnEmptyObjectForACallWithoutArguments() {
        Message call = called(List.of(), new ToolCall("c1", "f", " "));

        assertEquals("{}", second(null, call).getJsonArray("tool_calls").getJsonObject(0).getJsonObject("function").getString("arguments"));
    }
}
