package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.SseRecorder.Frame;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chats and forks of sessions over HTTP, with the demo model behind them. */
class SessionChatServerTest {
    private static final String ALL = "/api/sessions";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        server.client().post(ALL, "{\"id\":\"s\"}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWhole() {
        Answer answer = client().with("X-Hermes-Session-Key", "agent:main:webui:dm:user-42")
                .post(ALL + "/s/chat", "{\"message\":\"say:one\"}");

        assertEquals(200, answer.status(), answer.text());
        JsonObject json = answer.json();
        assertEquals(List.of("hermes.session.chat.completion", "s"), List.of(json.getString("object"), json.getString("session_id")));
        assertEquals("{\"role\":\"assistant\",\"content\":\"one\"}", json.get("message").toString());
        JsonObject usage = json.getJsonObject("usage");
        assertEquals(usage.getInt("total_tokens"), usage.getInt("input_tokens") + usage.getInt("output_tokens"));
        assertEquals(List.of("s", "agent:main:webui:dm:user-42", "on"), List.of(answer.header("X-Hermes-Session-Id").orElseThrow(),
                answer.header("X-Hermes-Session-Key").orElseThrow(), answer.header("X-Hermes-Memory").orElseThrow()));
    }

    @Test
    void streamsNamedEvents() {
        String body = "{\"input\":[{\"type\":\"input_text\",\"text\":\"tokens:4\"}]}";
        try (SseRecorder stream = client().stream(ALL + "/s/chat/stream", body)) {
            assertEquals("text/event-stream;charset=utf-8", stream.header("Content-Type").orElseThrow().toLowerCase());
            List<Frame> frames = stream.rest();

            List<String> names = frames.stream().map(Frame::event).toList();
            assertEquals(List.of("run.started", "message.started"), names.subList(0, 2));
            assertEquals(List.of("assistant.completed", "run.completed", "done"), names.subList(names.size() - 3, names.size()));
            assertEquals(IntStream.rangeClosed(1, frames.size()).boxed().toList(),
                    frames.stream().map(frame -> frame.json().getInt("seq")).toList());
            assertTrue(frames.stream().allMatch(frame -> frame.json().getString("session_id").equals("s")
                    && frame.json().getString("run_id").equals(stream.header("X-Hermes-Run-Id").orElseThrow())));
            assertEquals("w0 w1 w2 w3", frames.get(frames.size() - 3).json().getString("content"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | missing_message",
        "{\"message\":\" \"} | missing_message",
        "{\"message\":5} | missing_message",
        "{\"input\":[]} | missing_message",
        "{\"message\":\"hi\",\"system_message\":5} | invalid_system_message",
        "{\"message\":\"hi\",\"instructions\":[]} | invalid_system_message",
        "{\"message\":[{\"type\":\"file\"}]} | unsupported_content_type"})
    void refusesABody(String body, String code) {
        for (String path : List.of("/s/chat", "/s/chat/stream")) {
            Answer answer = client().post(ALL + path, body);

            assertEquals(400, answer.status(), answer.text());
            assertEquals(code, answer.error().getString("code"));
        }
    }

    @Test
    void remembersUnderTheSessionKey() {
        client().post(ALL, "{\"id\":\"told\"}");
        client().post(ALL, "{\"id\":\"asked\"}");

        client().with("X-Hermes-Session-Key", "k1").post(ALL + "/told/chat", "{\"message\":\"My favourite colour is teal.\"}");

        String question = "{\"message\":\"What is my favourite colour?\"}";
        assertTrue(client().with("X-Hermes-Session-Key", "k1").post(ALL + "/asked/chat", question).text().contains("teal"));
        assertTrue(!client().with("X-Hermes-Session-Key", "k2").post(ALL + "/asked/chat", question).text().contains("teal"));
    }

    @Test
    void replaysByIdempotencyKey() {
        client().post(ALL, "{\"id\":\"once\"}");
        TestClient once = client().with("Idempotency-Key", "session-once");

        Answer first = once.post(ALL + "/once/chat", "{\"message\":\"say:hi\"}");
        Answer again = once.post(ALL + "/once/chat", "{\"message\":\"say:hi\"}");
        Answer other = once.post(ALL + "/once/chat", "{\"message\":\"say:ho\"}");

        assertEquals(first.text(), again.text());
        assertEquals("true", again.header("Idempotency-Replayed").orElseThrow());
        assertEquals("idempotency_key_conflict", other.error().getString("code"));
        assertEquals(2, client().get(ALL + "/once/messages").json().getJsonArray("data").size());
    }

    @Test
    void forksTheWholeConversation() {
        client().post(ALL, "{\"id\":\"source\",\"title\":\"Trip\",\"system_prompt\":\"p\"}");
        client().post(ALL + "/source/chat", "{\"message\":\"say:a\"}");

        Answer answer = client().post(ALL + "/source/fork", "");

        assertEquals(201, answer.status(), answer.text());
        JsonObject fork = answer.json().getJsonObject("session");
        assertEquals(List.of("Trip #2", "source", 2, true), List.of(fork.getString("title"), fork.getString("parent_session_id"),
                fork.getInt("message_count"), fork.getBoolean("has_system_prompt")));
        client().post(ALL + "/" + fork.getString("id") + "/chat", "{\"message\":\"say:b\"}");
        assertEquals(List.of("say:a", "a", "say:b", "b"), contents(fork.getString("id")));
        assertEquals(List.of("say:a", "a"), contents("source"));
    }

    @Test
    void forksUpToAMessage() {
        client().post(ALL, "{\"id\":\"cut\"}");
        client().post(ALL + "/cut/chat", "{\"message\":\"say:a\"}");
        client().post(ALL + "/cut/chat", "{\"message\":\"say:b\"}");
        String second = client().get(ALL + "/cut/messages").json().getJsonArray("data").getJsonObject(1).getString("id");

        Answer answer = client().post(ALL + "/cut/fork", "{\"id\":\"cut2\",\"title\":\"Mine\",\"message\":\"" + second + "\"}");

        assertEquals("Mine", answer.json().getJsonObject("session").getString("title"), answer.text());
        assertEquals(List.of("say:a", "a"), contents("cut2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"id\":\"s\"} | 409 | session_exists",
        "{\"id\":\"..\"} | 400 | invalid_session_id",
        "{\"title\":\"In use\"} | 400 | invalid_title",
        "{\"message\":\"nothing\"} | 400 | invalid_value"})
    void refusesToFork(String body, int status, String code) {
        client().post(ALL, "{\"title\":\"In use\"}");

        Answer answer = client().post(ALL + "/s/fork", body);

        assertEquals(status, answer.status(), answer.text());
        assertEquals(code, answer.error().getString("code"));
    }

    private static TestClient client() {
        return server.client();
    }

    private static List<String> contents(String session) {
        return client().get(ALL + "/" + session + "/messages").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("content")).toList();
    }
}
