package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a run whose client has gone. A later turn of the same session waits for it, which is how a test sees its end. */
@Timeout(60)
class ChatDisconnectServerTest {
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server = TestServer.over(upstream, Map.of("talaria.sse.keepalive", "50ms"));
    private final TestClient client = server.client().with("X-Hermes-Session-Id", "talk");

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
    }

    @Test
    void hangsUpOnASilentUpstreamWhenTheClientLeaves() throws Exception {
        upstream.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("half ")).awaitClientClose());

        leaveAfterFirstWord(client);

        upstream.awaitConnectionClosed();
        client.chat("next");
        assertEquals(List.of("user: hi", "assistant (partial): half ", "user: next", "assistant: echo: next"), conversation());
    }

    @Test
    void hangsUpOnATalkingUpstreamWhenTheClientLeaves() throws Exception {
        upstream.answer(reply -> {
            reply.beginEvents();
            while (true) {
                reply.data(ChatJson.textChunk("on and on "));
            }
        });

        leaveAfterFirstWord(client);

        upstream.awaitConnectionClosed();
        assertEquals(200, client.chat("next").status());
    }

    @Test
    void letsADetachedRunFinish() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "half ", "and whole"));

        leaveAfterFirstWord(client.with("X-Hermes-Disconnect", "detach"));
        awaitOtherStreamsBeats();
        latch.countDown();

        client.chat("next");
        assertEquals(List.of("user: hi", "assistant: half and whole", "user: next", "assistant: echo: next"), conversation());
    }

    @Test
    void goesOnWithARunThatAnotherReaderFollows() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "half ", "and whole"));
        TestClient shared = client.with("Idempotency-Key", "k");
        try (SseRecorder stays = shared.stream(Chats.streamed("hi"))) {
            leaveAfterFirstWord(shared);
            awaitOtherStreamsBeats();
            latch.countDown();

            assertEquals("half and whole", stays.chatText());
        }
    }

    @Test
    void finishesAWholeReplyThatNobodyReads() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(reply -> {
            reply.hold(latch);
            Script.chatText("for the record").play(reply);
        });
        byte[] body = Chats.body("hi").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(server.base().getHost(), server.base().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestServer.KEY
                    + "\r\nX-Hermes-Session-Id: talk\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            upstream.awaitRequest();
        }
        latch.countDown();

        client.chat("next");
        assertEquals("assistant: for the record", conversation().get(1));
    }

    private static void leaveAfterFirstWord(TestClient client) {
        try (SseRecorder stream = client.stream(Chats.streamed("hi"))) {
            while (!String.valueOf(stream.next().orElseThrow().data()).matches("(?s).*(half|on and on).*")) {
                continue;
            }
        }
    }

    /** Long enough for the server to have noticed, by its own beat, that a client is gone. */
    private void awaitOtherStreamsBeats() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.answer(Script.chatStreamHeld(latch, "beats"));
        try (SseRecorder other = server.client().stream(Chats.streamed("beats"))) {
            int beats = 0;
            while (beats < 5) {
                beats += "keepalive".equals(other.next().orElseThrow().comment()) ? 1 : 0;
            }
            latch.countDown();
            other.chatText();
        }
    }

    private List<String> conversation() {
        try (Transcripts stored = server.transcripts()) {
            return stored.conversation("talk");
        }
    }
}
