package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a chat completion says about itself over HTTP: names, replays, faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatReplyServerTest {
    private static final String PATH = "/v1/chat/completions";

    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @CsvSource({"gpt-x", "talaria-task"})
    void echoesTheModelsName(String model) {
        TestClient.Answer answer = server.client().post(PATH, body("\"model\":\"" + model + "\""));

        assertEquals(model, answer.json().getString("model"), answer.text());
    }

    @Test
    void refusesAnUnknownModelWhereNamesAreStrict() {
        try (TestServer strict = TestServer.start(Map.of("talaria.models.strict", "true"))) {
            TestClient.Answer answer = strict.client().post(PATH, body("\"model\":\"gpt-x\""));

            assertEquals(404, answer.status(), answer.text());
            assertEquals("model_not_found", answer.error().getString("code"));
            assertEquals("model", answer.error().getString("param"));
        }
    }

    @Test
    void saysThatAReplyIsReplayed() {
        TestClient client = server.client().with("Idempotency-Key", "once");

        TestClient.Answer first = client.post(PATH, body("\"n\":1"));
        TestClient.Answer again = client.post(PATH, body("\"n\":1"));

        assertEquals(first.text(), again.text());
        assertTrue(first.header("Idempotency-Replayed").isEmpty());
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
    }

    @Test
    void saysThatAStreamIsReplayed() {
        TestClient client = server.client().with("Idempotency-Key", "once-streamed");

        try (SseRecorder first = client.stream(body("\"stream\":true"));
             SseRecorder again = client.stream(body("\"stream\":true"))) {
            assertEquals(first.chatText(), again.chatText());
            assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
        }
    }

    @Test
    void namesTheFieldAtFault() {
        TestClient.Answer answer = server.client().post(PATH, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}]}");

        assertEquals(400, answer.status(), answer.text());
        assertEquals("unsupported_content_type", answer.error().getString("code"));
        assertEquals("messages[0].content", answer.error().getString("param"));
    }

    private static String body(String members) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"say:hi\"}]," + members + "}";
    }
}
