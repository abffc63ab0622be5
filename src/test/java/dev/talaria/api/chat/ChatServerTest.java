package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Chat completions over HTTP, with the demo model behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatServerTest {
    @AutoClose
    private final TestServer server = TestServer.start();

    @Test
    void answersWhole() {
        TestClient.Answer answer = server.client().chat("say:hello");

        assertEquals(200, answer.status(), answer.text());
        assertEquals("hello", answer.content());
    }

    @Test
    void streamsTheSameText() {
        try (SseRecorder stream = server.client().stream(Chats.streamed("tokens:5"))) {
            assertEquals(200, stream.status());
            assertEquals("text/event-stream;charset=utf-8", stream.header("Content-Type").orElseThrow().toLowerCase());
            assertEquals("w0 w1 w2 w3 w4", stream.chatText());
        }
    }

    @Test
    void remembersUnderOneKeyAndNotUnderAnother() {
        TestClient mine = server.client().with("X-Hermes-Session-Key", "mine");

        mine.with("X-Hermes-Session-Id", "first").chat("My favourite colour is teal.");

        String question = "What is my favourite colour?";
        assertTrue(mine.with("X-Hermes-Session-Id", "second").chat(question).content().contains("teal"));
        assertFalse(server.client().with("X-Hermes-Session-Key", "other").chat(question).content().contains("teal"));
    }

    @Test
    void keepsTheTranscriptOfANamedSession() {
        TestClient session = server.client().with("X-Hermes-Session-Id", "talk");

        session.chat("The code word is heron.");
        TestClient.Answer answer = session.chat("What is the code word?");

        assertTrue(answer.content().contains("heron"), answer.text());
        assertEquals("talk", answer.header("X-Hermes-Session-Id").orElseThrow());
    }

    @Test
    void failsAsHttpErrorBeforeTheFirstWord() {
        TestClient.Answer whole = server.client().chat("error:500");
        assertEquals(502, whole.status(), whole.text());

        try (SseRecorder stream = server.client().stream(Chats.streamed("error:429"))) {
            assertEquals(429, stream.status());
        }
    }
}
