package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal of a chat completion as its client sees it: status, envelope, headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatErrorServerTest {
    private static final String ID_RULE = "Invalid session ID: it must be 1 to 256 characters in UTF-8, without control characters, "
            + "'/', '\\' and '..'";
    private static final String PATH = "/v1/chat/completions";

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
        "\"messages\":[]|missing_field|messages|Missing or invalid 'messages' field",
        "\"messages\":\"hi\"|missing_field|messages|Missing or invalid 'messages' field",
        "\"input\":\"hi\"|missing_field|messages|Missing or invalid 'messages' field",
        "\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]|missing_field|messages|No user message found in messages",
        "\"messages\":[{\"role\":\"user\",\"content\":\" \\n\"}]|missing_field|messages|No user message found in messages",
        "\"messages\":[{\"role\":\"user\",\"content\":[]}]|missing_field|messages|No user message found in messages",
        "\"messages\":[\"hi\"]|invalid_value|messages[0]|-",
        "\"messages\":[{\"role\":\"user\",\"content\":7}]|invalid_value|messages[0].content|-",
        "\"messages\":[{\"role\":\"wizard\",\"content\":\"x\"}]|invalid_value|messages[0].role|-",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]|unsupported_content_type|messages[0].content|-",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"hologram\"}]}]|unsupported_content_type|messages[0].content|-",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]|invalid_image_url|messages[0].content|-",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"ftp://x\"}}]}]"
            + "|invalid_image_url|messages[0].content|-",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]|invalid_content_part|messages[0].content|-",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":\"hot\"|invalid_value|temperature|-",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":2|unsupported_parameter|n|-",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"functions\":[]|unsupported_parameter|functions|-",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"type\":\"retrieval\"}],\"tool_choice\":\"required\""
                + "|unsupported_parameter|tool_choice|-"})
    void refusesABodyWholeAndStreamedAlike(String members, String code, String param, String message) {
        for (String end : List.of("}", ",\"stream\":true}")) {
            TestClient.Answer answer = server.client().post(PATH, "{" + members + end);

            assertError(400, code, param, answer);
            assertTrue(message == null || message.equals(answer.error().getString("message")), answer.text());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "X-Hermes-Session-Id|a/b|invalid_session_id|" + ID_RULE,
        "X-Hermes-Session-Id|..|invalid_session_id|" + ID_RULE,
        "X-Hermes-Session-Id|a\tb|invalid_session_id|" + ID_RULE,
        "X-Hermes-Session-Key|a\tb|invalid_session_key|Invalid session key",
        "X-Hermes-Thread-Id|a\tb|invalid_identity_header|Invalid X-Hermes-Thread-Id header",
        "X-Hermes-History|both|invalid_value|X-Hermes-History must be one of: client, server, auto"})
    void refusesAHeader(String name, String value, String code, String message) {
        TestClient.Answer answer = server.client().with(name, value).chat("hi");

        assertError(400, code, name, answer);
        assertEquals(message, answer.error().getString("message"));
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Id,session_id_too_long,Session ID too long",
        "X-Hermes-Session-Key,session_key_too_long,Session key too long",
        "X-Hermes-User-Id,invalid_identity_header,X-Hermes-User-Id header too long"})
    void refusesALongHeader(String name, String code, String message) {
        TestClient.Answer answer = server.client().with(name, "k".repeat(257)).chat("hi");

        assertError(400, code, name, answer);
        assertEquals(message, answer.error().getString("message"));
        assertEquals(200, server.client().with(name, "k".repeat(256)).chat("hi").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "\u00E4\u00F6"})
    void refusesAWrongKey(String key) {
        TestClient.Answer answer = server.client(key).with("X-Hermes-Session-Id", "s").with("X-Hermes-User-Id", "u").chat("hi");

        assertError(401, "invalid_api_key", null, answer);
        assertEquals("Invalid API key", answer.error().getString("message"));
        assertEquals("invalid_request_error", answer.error().getString("type"));
        assertEquals("Bearer", answer.header("WWW-Authenticate").orElseThrow());
        assertTrue(answer.headers().keySet().stream().noneMatch(name -> name.toLowerCase().startsWith("x-hermes")), answer::toString);
    }

    @Test
    void refusesARequestWithoutAKey() {
        TestClient.Answer answer = server.client(null).chat("hi");

        assertError(401, "invalid_api_key", null, answer);
        assertEquals("Missing API key: send it in the header 'Authorization: Bearer KEY'", answer.error().getString("message"));
    }

    @Test
    void refusesAForeignOrigin() {
        TestClient.Answer answer = server.client().with("Origin", "https://evil.example").chat("hi");

        assertError(403, "origin_not_allowed", null, answer);
        assertEquals("permission_error", answer.error().getString("type"));
    }

    @Test
    void tellsWhichMethodsWork() {
        TestClient.Answer answer = server.client().get(PATH);

        assertError(405, "method_not_allowed", null, answer);
        assertEquals(Set.of("POST", "OPTIONS"), Set.of(answer.header("Allow").orElseThrow().split(", ")));
        assertEquals(405, server.client().send("DELETE", PATH, BodyPublishers.noBody()).status());
    }

    @Test
    void knowsNoOtherPath() {
        assertError(404, "not_found", null, server.client().post("/v1/nothing", "{}"));
    }

    @ParameterizedTest
    @CsvSource({"error:500,502,upstream_error,server_error", "error:401,502,upstream_auth,server_error",
        "error:404,502,upstream_error,server_error", "error:400,400,upstream_refused,invalid_request_error",
        "error:429,429,upstream_rate_limited,rate_limit_error"})
    void reportsAModelThatFailsAtOnceAsAnHttpError(String directive, int status, String code, String type) {
        TestClient client = server.client().with("X-Hermes-Session-Id", "failing");
        for (String body : List.of(Chats.body(directive), Chats.streamed(directive))) {
            TestClient.Answer answer = client.post(PATH, body);

            assertError(status, code, null, answer);
            assertEquals(type, answer.error().getString("type"));
            assertEquals("failing", answer.header("X-Hermes-Session-Id").orElseThrow());
            assertTrue(answer.header("X-Hermes-Run-Id").orElseThrow().matches("run_[0-9a-f]{32}"));
            boolean useless = !directive.equals("error:500") && !code.equals("upstream_rate_limited");
            assertEquals(useless ? "false" : "", answer.header("x-should-retry").orElse(""));
        }
    }

    @Test
    void endsABrokenStreamWithAnErrorAndNoFinish() {
        try (SseRecorder stream = server.client().stream(Chats.streamed("tokens:3 && error:500"))) {
            List<SseRecorder.Frame> frames = stream.rest();

            assertEquals(200, stream.status());
            assertEquals("[DONE]", frames.get(frames.size() - 1).data());
            JsonObject error = frames.get(frames.size() - 2).json().getJsonObject("error");
            assertEquals("upstream_error", error.getString("code"));
            assertEquals(Set.of("message", "type", "param", "code"), error.keySet());
            assertFalse(frames.stream().anyMatch(frame -> frame.data().contains("\"finish_reason\":\"")), frames::toString);
        }
    }

    @Test
    void refusesSessionHeadersWhereNoKeyIsConfigured() {
        try (TestServer open = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            assertEquals(200, open.client(null).chat("say:hi").status());
            for (String name : List.of("X-Hermes-Session-Id", "X-Hermes-Session-Key")) {
                TestClient.Answer answer = open.client(null).with(name, "s").chat("hi");

                assertError(403, "session_header_not_allowed", name, answer);
                assertEquals(name + " requires API key authentication. Configure TALARIA_API_KEY to enable it.",
                        answer.error().getString("message"));
                assertTrue(answer.header(name).isEmpty());
            }
        }
    }

    @Test
    void conflictsAreNotWorthARetry() {
        TestClient client = server.client().with("Idempotency-Key", "conflict");
        client.chat("say:one");

        TestClient.Answer answer = client.chat("say:two");

        assertError(409, "idempotency_key_conflict", null, answer);
        assertEquals("false", answer.header("x-should-retry").orElseThrow());
    }

    static void assertError(int status, String code, String param, TestClient.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals(Set.of("message", "type", "param", "code"), answer.error().keySet());
        assertEquals(code, answer.error().getString("code"), answer.text());
        assertEquals(param, answer.error().get("param") == JsonValue.NULL ? null : answer.error().getString("param"), answer.text());
        assertTrue(answer.header("Content-Type").orElseThrow().startsWith("application/json"));
        assertTrue(answer.header("X-Request-Id").isPresent());
    }
}
