package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests as the chat programs of others send them, everything they add included. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatClientsServerTest {
    @AutoClose
    private final TestServer server = TestServer.start(Map.of("talaria.session-key-default", "everybody"));

    /** Its templates stay unfilled where it knows nobody. */
    @Test
    void answersLibreChat() {
        TestClient client = server.client().with("X-Hermes-Session-Id", "talk-1").with("X-Hermes-Session-Key", "{{LIBRECHAT_USER_ID}}")
                .with("X-Hermes-Chat-Id", "");

        try (SseRecorder events = client.stream("""
                {"model": "talaria", "temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0, "user": "u-1",
                 "stream": true, "stream_options": {"include_usage": true},
                 "messages": [{"role": "system", "name": "instructions", "content": "Be brief."},
                              {"role": "user", "content": [{"type": "text", "text": "say:hello"}]}]}""")) {
            List<JsonObject> chunks = chunks(events);

            assertEquals(Optional.of("talk-1"), events.header("X-Hermes-Session-Id"));
            assertEquals(Optional.of("everybody"), events.header("X-Hermes-Session-Key"));
            assertTrue(chunks.get(chunks.size() - 1).getJsonObject("usage").getInt("total_tokens") > 0);
        }
    }

    /** With its forty tools, and after a turn that failed: then two user messages follow each other. */
    @Test
    void answersOpenWebUi() {
        String tools = IntStream.range(0, 40).mapToObj(i -> "{\"type\": \"function\", \"function\": {\"name\": \"tool_" + i
                + "\", \"description\": \"d\", \"parameters\": {\"type\": \"object\", \"properties\": {}, \"required\": []}}}")
                .collect(Collectors.joining(","));
        TestClient client = server.client().with("X-OpenWebUI-User-Id", "6f1c").with("X-OpenWebUI-User-Name", "J%C3%BCrgen M")
                .with("X-OpenWebUI-Chat-Id", "a1b2").with("X-OpenWebUI-User-Email", "j@example.com");

        try (SseRecorder events = client.stream("{\"model\": \"talaria\", \"stream\": true, \"tools\": [" + tools + "], \"messages\": ["
                + "{\"role\": \"user\", \"content\": \"failed\"}, {\"role\": \"user\", \"content\": \"say:hello\"}]}")) {

            assertEquals("hello", events.chatText());
            assertEquals(Optional.of("a1b2"), events.header("X-Hermes-Chat-Id"));
        }
    }

    /** It sends no header that says who asks, so that the key or the server must know. */
    @Test
    void answersLobeChat() {
        TestClient client = server.client().with("X-Stainless-Lang", "js").with("X-Stainless-Retry-Count", "0")
                .with("User-Agent", "OpenAI/JS 7.0.0");

        try (SseRecorder events = client.stream("""
                {"model": "talaria", "frequency_penalty": 0, "presence_penalty": 0, "temperature": 1, "top_p": 1, "stream": true,
                 "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "say:hello"}]}""")) {

            assertEquals("hello", events.chatText());
            assertEquals(Optional.of("everybody"), events.header("X-Hermes-Session-Key"));
        }
    }

    private static List<JsonObject> chunks(SseRecorder events) {
        return events.rest().stream().filter(frame -> frame.data() != null && frame.data().startsWith("{"))
                .map(SseRecorder.Frame::json).toList();
    }
}
