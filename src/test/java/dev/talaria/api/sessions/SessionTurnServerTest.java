package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session means for the turns within it, seen from a scripted upstream. */
class SessionTurnServerTest {
    private static final String ALL = "/api/sessions";
    private static final String PROMPT = "You are a test.";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(Map.of("talaria.model.base-url", upstream.baseUrl().toString(), "talaria.model.name", "scripted",
                "talaria.agent.system-prompt", PROMPT, "talaria.sse.keepalive", "100ms"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void layersTheSessionsPromptIntoItsTurns() {
        upstream.answerAlways(request -> Script.chatText("ok"));
        client().post(ALL, "{\"id\":\"prompted\",\"system_prompt\":\"Speak Welsh.\"}");

        client().post(ALL + "/prompted/chat", "{\"message\":\"hi\",\"system_message\":\"Be brief.\"}");
        assertEquals(PROMPT + "\n\nSpeak Welsh.\n\nBe brief.", systemText());

        client().with("X-Hermes-Session-Id", "prompted").chat("hi");
        assertEquals(PROMPT + "\n\nSpeak Welsh.", systemText());
    }

    @Test
    void goesOnWithTheStoredConversation() {
        upstream.answer(Script.chatText("one"), Script.chatText("two"));
        client().post(ALL, "{\"id\":\"long\"}");

        client().post(ALL + "/long/chat", "{\"message\":\"first\"}");
        client().with("X-Hermes-History", "client").post(ALL + "/long/chat", "{\"input\":\"second\"}");

        List<JsonObject> sent = upstream.lastRequest().json().getJsonArray("messages").getValuesAs(JsonObject.class);
        assertEquals(List.of("first", "one", "second"), sent.stream().skip(1).map(message -> message.getString("content")).toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionDeletedDuringATurnDoesNotComeBack(boolean madeAnew) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "never ", "mind"), Script.chatText("fresh"));
        TestClient client = client().with("X-Hermes-Session-Key", "k");
        client.post(ALL, "{\"id\":\"doomed\"}");

        try (SseRecorder stream = client.stream(ALL + "/doomed/chat/stream", "{\"message\":\"I like herons.\"}")) {
            stream.next();
            assertEquals(200, client.send("DELETE", ALL + "/doomed?memory=true", BodyPublishers.noBody()).status());
            if (madeAnew) {
                client.post(ALL, "{\"id\":\"doomed\"}");
            }
            latch.countDown();
            List<SseRecorder.Frame> rest = stream.rest();
            assertEquals("done", rest.get(rest.size() - 1).event());
        }

        assertEquals(madeAnew ? 200 : 404, client.get(ALL + "/doomed").status());
        if (madeAnew) {
            assertTrue(client.get(ALL + "/doomed/messages").json().getJsonArray("data").isEmpty());
        }
        client.with("X-Hermes-Session-Id", "other").chat("What do I like?");
        assertFalse(upstream.lastRequest().body().contains("herons"), upstream.lastRequest().body());
    }

    @Test
    void aTurnThatWaitedForADeletedSessionFails() {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "a", "b"));
        client().post(ALL, "{\"id\":\"doomed\"}");

        try (SseRecorder first = client().stream(ALL + "/doomed/chat/stream", "{\"message\":\"hi\"}");
             SseRecorder waiting = client().stream(ALL + "/doomed/chat/stream", "{\"message\":\"me too\"}")) {
            client().send("DELETE", ALL + "/doomed", BodyPublishers.noBody());
            latch.countDown();

            List<SseRecorder.Frame> frames = waiting.rest();
            assertEquals(List.of("run.started", "message.started", "error", "done"),
                    frames.stream().map(SseRecorder.Frame::event).toList());
            assertEquals("session_not_found", frames.get(2).json().getJsonObject("error").getString("code"));
            first.rest();
        }
        assertEquals(404, client().get(ALL + "/doomed").status());
    }

    @Test
    void tellsAFailureBeforeTheFirstWordAsAnHttpError() {
        upstream.answer(Script.chatError(400, "boom", "bad"), Script.chatError(400, "boom", "bad"));
        client().post(ALL, "{\"id\":\"failing\"}");

        Answer whole = client().post(ALL + "/failing/chat", "{\"message\":\"hi\"}");
        try (SseRecorder stream = client().stream(ALL + "/failing/chat/stream", "{\"message\":\"hi\"}")) {
            assertEquals(400, stream.status());
        }

        assertEquals(400, whole.status(), whole.text());
    }

    @Test
    void usesTheModelThatTheSessionWasMadeWith() {
        upstream.answerAlways(request -> Script.chatText("ok"));
        client().post(ALL, "{\"id\":\"modelled\",\"model\":\"gpt-x\"}");

        client().post(ALL + "/modelled/chat", "{\"message\":\"hi\"}");
        assertEquals("gpt-x", client().get(ALL + "/modelled").json().getJsonObject("session").getString("model"));

        client().post(ALL + "/modelled/chat", "{\"message\":\"hi\",\"model\":\"gpt-y\"}");
        assertEquals("gpt-y", client().get(ALL + "/modelled").json().getJsonObject("session").getString("model"));
    }

    private String systemText() {
        return upstream.lastRequest().json().getJsonArray("messages").getJsonObject(0).getString("content");
    }

    private TestClient client() {
        return server.client();
    }
}
