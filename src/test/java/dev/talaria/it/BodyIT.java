package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Bodies of all sizes, with and without an announced length. */
class BodyIT extends DeployedTalaria {
    private static final String PATH = "/v1/chat/completions";

    @Test
    void answersInJson() {
        TestClient.Answer reply = client().chat("say:Gr\u00fc\u00dfe \ud83d\ude00");

        assertEquals(200, reply.status(), reply::text);
        String type = reply.header("Content-Type").orElse("");
        assertEquals("application/json;charset=utf-8", type.toLowerCase(Locale.ROOT).replace(" ", ""));
        assertEquals("Gr\u00fc\u00dfe \ud83d\ude00", reply.content());
    }

    @Test
    void takesAChunkedBodyUpToTheLimit() {
        TestClient.Answer reply = client().send("POST", PATH, chunked(body(MOST_BODY_BYTES)));

        assertEquals(200, reply.status(), reply::text);
    }

    @Test
    void refusesAChunkedBodyBeyondTheLimit() {
        TestClient.Answer reply = client().send("POST", PATH, chunked(body(MOST_BODY_BYTES + 1)));

        assertEquals(413, reply.status(), reply::text);
        assertEquals("body_too_large", reply.error().getString("code"));
    }

    @Test
    void refusesAnAnnouncedBodyBeyondTheLimit() {
        TestClient.Answer reply = client().post(PATH, body(MOST_BODY_BYTES + 1));

        assertEquals(413, reply.status(), reply::text);
        assertEquals("body_too_large", reply.error().getString("code"));
    }

    @Test
    void refusesAHugeBodyBeforeItIsSent() {
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", "Content-Length: " + 5 * MOST_BODY_BYTES, "Expect: 100-continue") + "\r\n");

            assertEquals(413, connection.head().status());
        }
    }

    @Test
    void saysThatBrokenJsonIsBroken() {
        TestClient.Answer reply = client().post(PATH, "{\"messages\": [");

        assertEquals(400, reply.status(), reply::text);
        assertEquals("invalid_json", reply.error().getString("code"));
    }

    @Test
    void outlivesAClientThatBreaksOffInItsBody() {
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", "Content-Length: 1000") + "\r\n{\"messages\":");
        }

        assertTrue(client().chat("say:still here").content().contains("still here"));
    }

    private static HttpRequest.BodyPublisher chunked(String body) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A sound body of so many bytes. */
    private static String body(int bytes) {
        String body = Chats.body("say:short");
        return body + " ".repeat(bytes - body.length());
    }
}
