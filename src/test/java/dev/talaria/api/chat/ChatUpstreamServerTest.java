package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to an upstream of a chat completion, and what comes back from it. */
class ChatUpstreamServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String PROMPT = "You are a test.";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private TestServer server = TestServer.over(upstream, Map.of("talaria.agent.system-prompt", PROMPT, "talaria.model.api-key", "up-key"));

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void sendsParametersUnchanged() {
        String parameters = """
                "temperature":0.70,"top_p":1e-1,"max_tokens":12,"seed":9007199254740993,"stop":["a","b"],"logit_bias":{"50256":-100},
                "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","x":null}}},
                "reasoning_effort":"low","metadata":{"a":"b"},"vendor_knob":{"deep":[1,{"nul":null}],"ü":"é"},"min_p":0.05""";
        JsonObject sent = Json.parse("{" + parameters + "}").asJsonObject();

        server.client().post(PATH, "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + parameters + "}");

        JsonObject seen = upstream.lastRequest().json();
        sent.forEach((name, value) -> assertEquals(value.toString(), String.valueOf(seen.get(name)), name));
        assertTrue(upstream.lastRequest().body().contains("9007199254740993"));
    }

    @Test
    void passesTheTraceOfTheRequestOnAndBeginsNoneItself() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        server.client().with("traceparent", parent).with("tracestate", "a=1, b=2").chat("hi");
        SeenRequest traced = upstream.lastRequest();
        server.client().with("traceparent", "00-" + parent).with("tracestate", "a=1").chat("hi");
        SeenRequest untraced = upstream.lastRequest();

        assertEquals(List.of(parent, "a=1,b=2"), List.of(traced.header("traceparent").orElse(""), traced.header("tracestate").orElse("")));
        assertTrue(untraced.header("traceparent").or(() -> untraced.header("tracestate")).isEmpty());
    }

    @Test
    void sendsNothingOfItsOwnBesideMessagesAndTools() {
        server.client().with("X-Hermes-Session-Id", "s").with("X-Hermes-Session-Key", "k").with("Idempotency-Key", "i").chat("hi");

        SeenRequest seen = upstream.lastRequest();
        assertEquals(Set.of("model", "messages", "tools", "stream"), seen.json().keySet());
        assertEquals("scripted", seen.json().getString("model"));
        assertEquals("Bearer up-key", seen.header("Authorization").orElseThrow());
        assertTrue(seen.headers().keySet().stream().noneMatch(name -> name.startsWith("x-hermes") || name.startsWith("idempotency")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"say:hello", "tokens:5 && slow:10", "error:500", "tool:todo {\"clear\":true}", "### Task: not one"})
    void passesWordsThatOnlyTheDemoModelObeys(String words) {
        TestClient.Answer answer = server.client().chat(words);

        assertEquals("echo: " + words, answer.content());
    }

    @Test
    void asksForUsageInEveryStreamAndShowsItOnDemand() {
        try (SseRecorder plain = server.client().stream(Chats.streamed("hi"))) {
            assertTrue(plain.rest().stream().noneMatch(frame -> frame.data().contains("\"usage\"")));
        }
        assertTrue(upstream.lastRequest().json().getJsonObject("stream_options").getBoolean("include_usage"));

        JsonObject options = Json.builders().createObjectBuilder().add("include_usage", true).build();
        try (SseRecorder stream = server.client().stream(Chats.of("user", "hi").add("stream", true).add("stream_options", options).build()
                .toString())) {
            List<SseRecorder.Frame> frames = stream.rest();
            JsonObject last = frames.get(frames.size() - 2).json();
            assertTrue(last.getJsonArray("choices").isEmpty());
            assertEquals(10, last.getJsonObject("usage").getInt("prompt_tokens"));
            assertTrue(frames.subList(0, frames.size() - 2).stream().allMatch(frame -> frame.json().get("usage") == JsonValue.NULL));
        }
    }

    @Test
    void layersInstructionsInOrderAfterItsOwn() {
        server.client().post(PATH, Chats.of("system", "First.", "developer", "Second.", "user", "a", "assistant", "b", "system", "Third.",
                "user", "hi").build().toString());

        assertEquals(List.of("system: " + PROMPT + "\n\nFirst.\n\nSecond.\n\nThird.", "user: a", "assistant: b", "user: hi"),
                seenMessages());
    }

    @Test
    void sendsImagesAsTheyCame() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0=\",\"detail\":\"low\"}}";
        server.client().post(PATH, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"what is it?\"},"
                + image + "]}]}");

        JsonObject seen = upstream.lastRequest().json().getJsonArray("messages").getJsonObject(1);
        assertEquals("[{\"type\":\"text\",\"text\":\"what is it?\"}," + image + "]", seen.get("content").toString());
    }

    @Test
    void sendsToolsAndTheChoiceUnchanged() {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true,"
                + "\"parameters\":{\"type\":\"object\",\"extra\":1}}}";
        String choice = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";

        server.client().post(PATH, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":["
                + tool + "],\"tool_choice\":" + choice
                + ",\"parallel_tool_calls\":false}");

        JsonObject seen = upstream.lastRequest().json();
        assertEquals("[" + tool + "]", seen.get("tools").toString());
        assertEquals(choice, seen.get("tool_choice").toString());
        assertFalse(seen.getBoolean("parallel_tool_calls"));
    }

    @ParameterizedTest
    @CsvSource({"talaria.model.pass-through,true,gpt-x,gpt-x", "talaria.model.pass-through,true,talaria,scripted",
        "talaria.model.pass-through,false,gpt-x,scripted", "talaria.models.strict,true,talaria,scripted"})
    void choosesTheUpstreamsModel(String setting, String value, String asked, String used) {
        try (TestServer other = TestServer.over(upstream, Map.of(setting, value))) {
            TestClient.Answer answer = other.client().post(PATH, Chats.of("user", "hi").add("model", asked).build().toString());

            assertEquals(used, upstream.lastRequest().json().getString("model"));
            assertEquals(asked, answer.json().getString("model"));
        }
    }

    @Test
    void bringsBackEverythingThatAWholeReplySays() {
        upstream.answer(Script.json("""
                {"choices":[{"index":0,"message":{"role":"assistant","content":"yes","reasoning_content":"hm","refusal":null,"vendor":1},
                "logprobs":{"content":[{"token":"yes","logprob":-0.5,"bytes":null,"top_logprobs":[]}]},"finish_reason":"length"}],
                "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":2},
                "completion_tokens_details":{"reasoning_tokens":1}},"system_fingerprint":"fp"}"""));

        JsonObject reply = server.client().chat("hi").json();

        JsonObject choice = reply.getJsonArray("choices").getJsonObject(0);
        assertEquals("hm", choice.getJsonObject("message").getString("reasoning_content"));
        assertEquals(JsonValue.NULL, choice.getJsonObject("message").get("refusal"));
        assertEquals("length", choice.getString("finish_reason"));
        assertEquals("yes", choice.getJsonObject("logprobs").getJsonArray("content").getJsonObject(0).getString("token"));
        assertEquals(2, reply.getJsonObject("usage").getJsonObject("prompt_tokens_details").getInt("cached_tokens"));
        assertEquals(10, reply.getJsonObject("usage").getInt("total_tokens"));
        assertEquals(1, choice.getJsonObject("message").getInt("vendor"));
        assertFalse(reply.toString().contains("system_fingerprint"));
    }

    @Test
    void bringsBackARefusal() {
        upstream.answer(Script.json("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"},"
                + "\"finish_reason\":\"content_filter\"}]}"));

        JsonObject choice = server.client().chat("hi").json().getJsonArray("choices").getJsonObject(0);

        assertEquals("no", choice.getJsonObject("message").getString("refusal"));
        assertEquals(JsonValue.NULL, choice.getJsonObject("message").get("content"));
        assertEquals("content_filter", choice.getString("finish_reason"));
    }

    @Test
    void streamsReasoningRefusalAndProbabilities() {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.deltaChunk(out -> out.write("reasoning_content", "hm")))
                .data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"y\"},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"y\",\"logprob\":-1}]}}]}")
                .data(ChatJson.deltaChunk(out -> out.write("refusal", "no"))).data(ChatJson.finishChunk("stop")).data("[DONE]").end());

        try (SseRecorder stream = server.client().stream(Chats.streamed("hi"))) {
            String all = stream.rest().stream().map(SseRecorder.Frame::data).collect(Collectors.joining("\n"));

            assertTrue(all.contains("{\"reasoning_content\":\"hm\"}"), all);
            assertTrue(all.contains("\"token\":\"y\""), all);
            assertTrue(all.contains("{\"refusal\":\"no\"}"), all);
            assertFalse(all.contains("error"), all);
        }
    }

    @Test
    void runsItsToolForAnUpstreamAndSumsTheUsage() {
        upstream.answer(Script.chatToolCall("call_1", "todo", "{\"todos\":[\"x\"]}"), Script.chatText("done"));

        TestClient.Answer answer = server.client().chat("plan it");

        assertEquals("done", answer.content());
        assertEquals(20, answer.json().getJsonObject("usage").getInt("prompt_tokens"));
        List<String> seen = seenMessages();
        assertEquals(List.of("assistant", "tool"), seen.subList(2, 4).stream().map(line -> line.substring(0, line.indexOf(':'))).toList());
        assertEquals("call_1", upstream.lastRequest().json().getJsonArray("messages").getJsonObject(3).getString("tool_call_id"));
    }

    private List<String> seenMessages() {
        return upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("role") + ": " + message.getString("content", "")).toList();
    }
}
