package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no chat completion: always the caller's fault, told in the envelope, never the server's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatBadInputServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final int MUTATIONS = 400;

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "}", "[]", "null", "7", "\"text\"", "{\"messages\":[}", "{}{}", "{} x", "{\"a\":01}",
        "{\"a\":nan}",
        "{'a':1}", "{\"a\":\"\t\"}", "{\"a\":1,}", "\u0000", "{}\uFEFF", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\u0000\"}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\udc00x\"}]}"})
    void refusesWhatIsNoJsonObject(String body) {
        ChatErrorServerTest.assertError(400, "invalid_json", null, server.client().post(PATH, body));
    }

    @Test
    void saysWhatAnotherKindOfJsonShouldBe() {
        assertEquals("Invalid JSON in request body: it must be an object",
                server.client().post(PATH, "[]").error().getString("message"));
    }

    @Test
    void refusesDeepNesting() {
        for (int depth : new int[] {201, 5_000, 200_000}) {
            String deep = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            ChatErrorServerTest.assertError(400, "invalid_json", null, server.client().post(PATH, deep));
        }
    }

    @Test
    void refusesBrokenUtf8() {
        byte[] body = Chats.body("x?x").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '?' ? (byte) 0xC3 : body[i];
        }

        TestClient.Answer answer = server.client().send("POST", PATH, BodyPublishers.ofByteArray(body));

        ChatErrorServerTest.assertError(400, "invalid_json", null, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"max_tokens\":99999999999999999999", "\"max_tokens\":1e400", "\"max_tokens\":1.5", "\"max_tokens\":-1",
        "\"max_tokens\":\"7\"", "\"seed\":0.5", "\"seed\":\"a\"", "\"stop\":7", "\"stop\":[7]", "\"stream\":1", "\"stream\":\"yes\"",
        "\"stream\":[]", "\"model\":7", "\"model\":{}", "\"tools\":{}", "\"tools\":[7]", "\"tools\":[{}]", "\"tool_choice\":7",
        "\"metadata\":[]", "\"logprobs\":1", "\"top_logprobs\":99", "\"user\":{}", "\"stream_options\":true",
        "\"response_format\":\"json\"",
        "\"n\":0", "\"temperature\":\"1\"", "\"temperature\":true"})
    void refusesWrongTypesAndNumbers(String member) {
        TestClient.Answer answer = server.client().post(PATH, "{\"messages\":[{\"role\":\"user\",\"content\":\"say:hi\"}]," + member + "}");

        assertEquals(400, answer.status(), answer.text());
        assertTrue(answer.error().getString("param").startsWith(member.substring(1, member.indexOf("\":"))), answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"temperature\":1e-300", "\"big\":123456789012345678901234567890", "\"small\":1e-400", "\"x\":null",
        "\"seed\":-1",
        "\"stream\":\"false\"", "\"stream\":null", "\"model\":null", "\"model\":\"\"", "\"tools\":null", "\"user\":\"\""})
    void takesWhatIsOnlyUnusual(String member) {
        TestClient.Answer answer = server.client().post(PATH, "{\"messages\":[{\"role\":\"user\",\"content\":\"say:hi\"}]," + member + "}");

        assertEquals(200, answer.status(), answer.text());
        assertEquals("hi", answer.content());
    }

    @Test
    void answersABodyOfAlmostTenMegabytes() {
        byte[] body = Chats.body("say:hi " + "x".repeat(9_900_000)).getBytes(StandardCharsets.UTF_8);

        assertEquals(200, server.client().send("POST", PATH, BodyPublishers.ofByteArray(body)).status());
    }

    @Test
    void refusesABodyOverTenMegabytes() {
        byte[] body = new byte[10_000_001];
        Arrays.fill(body, (byte) ' ');

        ChatErrorServerTest.assertError(413, "body_too_large", null,
                server.client().send("POST", PATH, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "nonsense"})
    void readsTheBodyWhateverItIsCalled(String type) {
        assertEquals("hi", server.client().with("Content-Type", type).chat("say:hi").content());
    }

    @Test
    void survivesMutatedBodies() {
        byte[] whole = """
                {"model":"m","stream":false,"temperature":0.5,"messages":[{"role":"system","content":"s"},{"role":"user","content":[
                {"type":"text","text":"say:hé"},{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]},
                {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c","content":"r"},{"role":"user","content":"say:hi"}],
                "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"auto","stop":["x"]}"""
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(42);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] body = mutated(whole, random);

            TestClient.Answer answer = server.client().send("POST", PATH, BodyPublishers.ofByteArray(body));

            String shown = i + ": " + new String(body, StandardCharsets.UTF_8) + "\n" + answer.text();
            assertTrue(answer.status() == 200 || answer.status() >= 400 && answer.status() < 500, shown);
            if (answer.status() != 200) {
                assertEquals(Set.of("message", "type", "param", "code"), answer.error().keySet(), shown);
            }
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] body = whole.clone();
        byte[] odd = "{}[]\",:\\0tnu-e. \u0000".getBytes(StandardCharsets.UTF_8);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = odd[random.nextInt(odd.length)];
                case 1 -> body[at] = (byte) random.nextInt(256);
                case 2 -> body = cut(body, at, Math.min(body.length, at + 1 + random.nextInt(12)));
                default -> body = random.nextInt(5) == 0 && at > 0 ? Arrays.copyOf(body, at) : doubled(body, at, random.nextInt(20));
            }
        }
        return body;
    }

    private static byte[] cut(byte[] body, int from, int to) {
        byte[] rest = Arrays.copyOf(body, body.length - (to - from));
        System.arraycopy(body, to, rest, from, body.length - to);
        return rest.length == 0 ? body : rest;
    }

    private static byte[] doubled(byte[] body, int at, int length) {
        int count = Math.min(length, body.length - at);
        byte[] longer = Arrays.copyOf(body, body.length + count);
        System.arraycopy(body, at, longer, at + count, body.length - at);
        return longer;
    }
}
