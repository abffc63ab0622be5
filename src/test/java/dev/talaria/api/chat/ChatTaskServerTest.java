package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Background tasks of chat UIs: titles, tags, follow-ups. */
@Timeout(60)
class ChatTaskServerTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String SECRET = "Generate a title about the purple heron.";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of());
    private TestClient client;

    @BeforeEach
    void name() {
        client = server.client().with("X-Hermes-Session-Id", "talk").with("X-Hermes-Session-Key", "user-42");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({"header", "agent", "words"})
    void leavesNoTrace(String mark) {
        client.chat("My colour is teal.");

        TestClient.Answer answer = task(mark);

        assertEquals(200, answer.status(), answer.text());
        assertEquals("off", answer.header("X-Hermes-Memory").orElseThrow());
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of("user: My colour is teal.", "assistant: echo: My colour is teal."), stored.conversation("talk"));
            assertEquals(2, stored.everything("talk").size());
        }
        client.with("X-Hermes-Session-Id", "later").chat("What do you know about the purple heron?");
        assertFalse(upstream.lastRequest().body().contains("Generate a title"), upstream.lastRequest().body());
    }

    @ParameterizedTest
    @CsvSource({"header", "agent", "words"})
    void showsTheModelNothingButTheTask(String mark) {
        client.chat("My colour is teal.");

        task(mark);

        var seen = upstream.lastRequest().json();
        assertEquals(1, seen.getJsonArray("messages").size());
        assertFalse(seen.containsKey("tools"));
        assertFalse(upstream.lastRequest().body().contains("teal"));
    }

    private TestClient.Answer task(String mark) {
        return switch (mark) {
            case "header" -> client.with("X-Hermes-Task", "title_generation").post(PATH, body(SECRET).build().toString());
            case "agent" -> client.post(PATH, body(SECRET).add("model", "talaria-task").build().toString());
            default -> client.post(PATH, body("### Task:\n" + SECRET).build().toString());
        };
    }

    private static JsonObjectBuilder body(String text) {
        return Chats.of("user", text);
    }

    @Test
    void takesAnEmptyTaskHeaderForAConversation() {
        client.with("X-Hermes-Task", "").chat("hello");
        client.with("X-Hermes-Task", "{{TASK}}").chat("again");

        try (Transcripts stored = server.transcripts()) {
            assertEquals(4, stored.conversation("talk").size());
        }
    }

    @Test
    void takesAStreamedMessageOfThoseWordsForAConversation() {
        try (SseRecorder stream = client.stream(Chats.streamed("### Task:\nwrite a poem"))) {
            stream.chatText();
        }

        try (Transcripts stored = server.transcripts()) {
            assertEquals(2, stored.conversation("talk").size());
        }
    }

    @Test
    void runsBesideTheMessageOfItsSession() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "slowly", " said"));
        try (SseRecorder message = client.stream(Chats.streamed("hello"))) {
            upstream.awaitRequest();

            TestClient.Answer title = task("header");

            assertEquals("echo: " + SECRET, title.content());
            latch.countDown();
            assertEquals("slowly said", message.chatText());
        }
    }

    @Test
    void knowsOtherWordsWhereConfigured() {
        try (TestServer other = TestServer.over(upstream, Map.of("talaria.agent.task-patterns", "^Summarise in three words"))) {
            TestClient there = other.client().with("X-Hermes-Session-Id", "s");

            assertEquals("off", there.chat("Summarise in three words: x").header("X-Hermes-Memory").orElseThrow());
            assertEquals("on", there.chat("### Task: x").header("X-Hermes-Memory").orElseThrow());
        }
    }

    @Test
    void listsTheAgentForTasks() {
        assertTrue(server.client().get("/v1/models").text().contains("\"talaria-task\""));
    }
}
