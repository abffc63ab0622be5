package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Compressed;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come late, in pieces, or never: no thread waits for them, and each request is answered. */
@Timeout(60)
class SilentBodyServerTest {
    private static final int LIMIT = 100_000;
    private static final String CHAT = "/v1/chat/completions";
    private static TestServer patient;
    private static TestServer hasty;

    @BeforeAll
    static void start() {
        patient = TestServer.start(Map.of("talaria.limits.body-bytes", Integer.toString(LIMIT)));
        hasty = TestServer.start(Map.of("talaria.limits.body-bytes", Integer.toString(LIMIT), "talaria.limits.body-timeout", "500ms"));
    }

    @AfterAll
    static void stop() {
        patient.close();
        hasty.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000", "Transfer-Encoding: chunked"})
    void answersABodyThatNeverComesAndHangsUp(String framing) {
        try (RawConnection connection = RawConnection.open(hasty.base())) {
            RawConnection.Reply reply = connection.send(head(hasty, "POST", CHAT, framing)).reply();

            assertTimeout(reply);
            assertEquals("", connection.rest());
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 5000, {", "Transfer-Encoding: chunked, 5"})
    void answersABodyThatStopsHalfWay(String framing, String part) {
        try (RawConnection connection = RawConnection.open(hasty.base())) {
            assertTimeout(connection.send(head(hasty, "POST", CHAT, framing) + part).reply());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/models", "GET, /health/live", "DELETE, /api/sessions/none", "POST, /v1/runs/run_0/stop"})
    void waitsForNoBodyOnAnyRoute(String method, String path) {
        try (RawConnection connection = RawConnection.open(hasty.base())) {
            assertTimeout(connection.send(head(hasty, method, path, "Content-Length: 5000")).reply());
        }
    }

    @Test
    void answersAPreflightWhoseBodyNeverComes() {
        try (RawConnection connection = RawConnection.open(hasty.base())) {
            RawConnection.Reply reply = connection.send("OPTIONS " + CHAT + " HTTP/1.1\r\nHost: " + hasty.base().getAuthority()
                    + "\r\nOrigin: " + hasty.base() + "\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 5000\r\n\r\n").reply();

            assertEquals(200, reply.head().status());
            assertEquals(Optional.of("close"), reply.head().header("Connection"));
        }
    }

    private static void assertTimeout(RawConnection.Reply reply) {
        assertEquals(408, reply.head().status(), reply::body);
        assertTrue(reply.body().contains("\"body_timeout\""), reply::body);
        assertEquals(Optional.of("close"), reply.head().header("Connection"));
        assertTrue(reply.head().header("X-Request-Id").isPresent());
    }

    @Test
    void servesOthersWhileMoreClientsThanThreadsAreSilent() {
        List<RawConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(RawConnection.open(patient.base()).send(head(patient, "POST", CHAT, "Content-Length: 5000") + "{"));
            }

            assertEquals("hello", patient.client().chat("say:hello").content());
            assertEquals(200, patient.client().get("/health/live").status());
        } finally {
            silent.forEach(RawConnection::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void servesABodyThatComesInPieces(boolean chunked) {
        String body = Chats.body("say:piece by piece");
        try (RawConnection connection = RawConnection.open(patient.base())) {
            for (int round = 0; round < 20; round++) {
                connection.send(head(patient, "POST", CHAT, chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length()));
                for (int i = 0; i < body.length(); i++) {
                    assertServed();
                    connection.send(chunked ? "1\r\n" + body.charAt(i) + "\r\n" : body.substring(i, i + 1));
                    i = i < 3 ? i : sendRest(connection, body, i + 1, chunked);
                }
                assertTrue(connection.reply().body().contains("piece by piece"));
                connection.next();
            }
        }
    }

    private static int sendRest(RawConnection connection, String body, int from, boolean chunked) {
        String rest = body.substring(from);
        connection.send(chunked ? Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n0\r\n\r\n" : rest);
        return body.length();
    }

    /** Takes long enough for the server to have looked at what was sent before. */
    private static void assertServed() {
        assertEquals(200, patient.client().get("/health/live").status());
    }

    @Test
    void streamsToAClientWhoseBodyCameLate() {
        String body = Chats.streamed("one two three");
        try (RawConnection connection = RawConnection.open(patient.base())) {
            connection.send(head(patient, "POST", CHAT, "Content-Length: " + body.length()));
            assertServed();

            RawConnection.Reply reply = connection.send(body).reply();

            assertTrue(reply.complete());
            assertTrue(reply.body().contains("[DONE]"), reply::body);
        }
    }

    @Test
    void tellsAClientWhatIsWrongWithABodyThatCameLate() {
        try (RawConnection connection = RawConnection.open(patient.base())) {
            connection.send(head(patient, "POST", CHAT, "Content-Length: 7"));
            assertServed();
            assertEquals(400, connection.send("{\"a\": 1").reply().head().status());

            byte[] compressed = Compressed.gzip("{\"messages\":[]}".getBytes(StandardCharsets.UTF_8));
            connection.next().send(head(patient, "POST", CHAT, "Content-Encoding: gzip\r\nContent-Length: " + (compressed.length - 2)));
            assertServed();
            String sent = new String(compressed, 0, compressed.length - 2, StandardCharsets.ISO_8859_1);
            RawConnection.Reply cut = connection.send(sent).reply();
            assertEquals(400, cut.head().status());
            assertTrue(cut.body().contains("it is truncated"), cut::body);
        }
    }

    @Test
    void saysThatAChunkIsBroken() {
        try (RawConnection connection = RawConnection.open(patient.base())) {
            connection.send(head(patient, "POST", CHAT, "Transfer-Encoding: chunked"));
            assertServed();

            assertEquals(400, connection.send("xyz\r\n").reply().head().status());
        }
    }

    @Test
    void takesNoRoomForWhatIsOnlyAnnounced() {
        try (TestServer small = TestServer.start(Map.of("talaria.limits.body-bytes", Integer.toString(LIMIT),
                "talaria.limits.body-bytes-in-flight", Integer.toString(16 * LIMIT)))) {
            List<RawConnection> silent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                silent.add(RawConnection.open(small.base()).send(head(small, "POST", CHAT, "Content-Length: " + LIMIT) + "{"));
            }

            assertEquals("hello", small.client().chat("say:hello").content());
            silent.forEach(RawConnection::close);
        }
    }

    @Test
    void letsAClientSendThatAsksFirst() {
        String body = Chats.body("say:asked");
        try (RawConnection connection = RawConnection.open(patient.base())) {
            connection.send(head(patient, "POST", CHAT, "Expect: 100-continue\r\nContent-Length: " + body.length()));
            assertEquals("HTTP/1.1 100 Continue", connection.line());
            assertEquals("", connection.line());

            assertTrue(connection.send(body).reply().body().contains("asked"));
        }
    }

    @Test
    void refusesAClientThatAsksFirstBeforeItSends() {
        try (RawConnection connection = RawConnection.open(patient.base())) {
            connection.send(head(patient, "POST", CHAT, "Expect: 100-continue\r\nContent-Length: 5000").replace(TestServer.KEY, "wrong"));

            assertEquals("HTTP/1.1 401 Unauthorized", connection.line());
        }
    }

    private static String head(TestServer server, String method, String path, String framing) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + server.base().getAuthority() + "\r\nAuthorization: Bearer " + TestServer.KEY
                + "\r\n" + framing + "\r\n\r\n";
    }
}
