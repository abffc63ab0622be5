package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Compressed;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        TestClient.Answer reply = client().send("POST", PATH, chunked(body(MAX_BODY_BYTES)));

        assertEquals(200, reply.status(), reply::text);
    }

    @Test
    void refusesAChunkedBodyBeyondTheLimit() {
        TestClient.Answer reply = client().send("POST", PATH, chunked(body(MAX_BODY_BYTES + 1)));

        assertEquals(413, reply.status(), reply::text);
        assertEquals("body_too_large", reply.error().getString("code"));
    }

    @Test
    void refusesAnAnnouncedBodyBeyondTheLimit() {
        TestClient.Answer reply = client().post(PATH, body(MAX_BODY_BYTES + 1));

        assertEquals(413, reply.status(), reply::text);
        assertEquals("body_too_large", reply.error().getString("code"));
    }

    @Test
    void refusesAHugeBodyBeforeItIsSent() {
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", "Content-Length: " + 5 * MAX_BODY_BYTES, "Expect: 100-continue") + "\r\n");

            assertEquals(413, connection.head().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"v1/chat/completions, 100000000, true, 413", "v1/chat/completions, 1000001, true, 413",
        "v1/chat/completions, 50000, false, 401", "v1/nowhere, 500, true, 404"})
    void answersAtOnceAClientThatAnnouncesABodyAndIsSilent(String path, long length, boolean known, int status) {
        try (RawConnection connection = RawConnection.open(base())) {
            long begin = System.nanoTime();
            String head = head("POST", path, "Content-Length: " + length);

            connection.send((known ? head : head.replace(KEY, "wrong")) + "\r\n");

            assertEquals(status, connection.reply().head().status());
            assertTrue(System.nanoTime() - begin < 5_000_000_000L, "it waited");
        }
    }

    @Test
    void answersMoreSilentClientsThanThereAreThreads() {
        List<RawConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(RawConnection.open(base()).send(head("POST", "v1/chat/completions", "Content-Length: 90000000") + "\r\n"));
            }

            silent.forEach(connection -> assertEquals(413, connection.reply().head().status()));
            assertEquals(200, client().get("/v1/models").status());
        } finally {
            silent.forEach(RawConnection::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, Content-Length: 5000, {", "false, Content-Length: 5000, {", "true, Transfer-Encoding: chunked, 5",
        "true, Content-Length: 90000000, {"})
    void servesOthersWhileMoreClientsThanThreadsAreSilent(boolean known, String framing, String part) {
        List<RawConnection> silent = new ArrayList<>();
        try {
            String head = head("POST", "v1/chat/completions", framing) + "\r\n" + part;
            for (int i = 0; i < 300; i++) {
                silent.add(RawConnection.open(base()).send(known ? head : head.replace(KEY, "wrong")));
            }

            for (int i = 0; i < 10; i++) {
                assertEquals(200, client().get("/health/live").status());
                assertEquals("hello", client().chat("say:hello").content());
            }
            try (RawConnection stream = stream("tokens:5 && slow:10")) {
                assertTrue(stream.reply().body().endsWith("data: [DONE]\n\n"));
            }
        } finally {
            silent.forEach(RawConnection::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void servesBodiesThatComeLate(boolean chunked) {
        String body = Chats.body("say:late");
        String half = body.substring(0, 10);
        String rest = body.substring(10);
        try (RawConnection connection = RawConnection.open(base())) {
            for (int i = 0; i < 20; i++) {
                connection.send(head("POST", "v1/chat/completions",
                        chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length()) + "\r\n");
                assertEquals(200, client().get("/health/live").status());
                connection.send(chunked ? "a\r\n" + half + "\r\n" : half);
                assertEquals(200, client().get("/health/live").status());
                connection.send(chunked ? Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n0\r\n\r\n" : rest);

                RawConnection.Reply reply = connection.reply();
                assertEquals(200, reply.head().status(), reply::body);
                assertTrue(reply.body().contains("late"), reply::body);
                connection.next();
            }
        }
    }

    @Test
    void streamsToClientsWhoseBodyComesLate() {
        String body = Chats.streamed("tokens:5 && slow:10");
        for (int i = 0; i < 20; i++) {
            try (RawConnection connection = RawConnection.open(base())) {
                connection.send(head("POST", "v1/chat/completions", "Content-Length: " + body.length()) + "\r\n");
                assertEquals(200, client().get("/health/live").status());

                RawConnection.Reply reply = connection.send(body).reply();

                assertTrue(reply.complete());
                assertTrue(reply.body().endsWith("data: [DONE]\n\n"), reply::body);
            }
        }
    }

    @Test
    void refusesAndServesClientsThatAskFirst() {
        String body = Chats.body("say:asked");
        String head = head("POST", "v1/chat/completions", "Expect: 100-continue", "Content-Length: " + body.length()) + "\r\n";
        try (RawConnection stranger = RawConnection.open(base());
             RawConnection connection = RawConnection.open(base())) {
            assertEquals(401, stranger.send(head.replace(KEY, "wrong")).reply().head().status());

            assertEquals("HTTP/1.1 100", connection.send(head).line().substring(0, 12));
            assertEquals("", connection.line());
            assertTrue(connection.send(body).reply().body().contains("asked"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_500_000, 20_000_000})
    void showsThe413ToAClientThatSendsEverythingFirst(int length) {
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", "Content-Length: " + length) + "\r\n");
            String piece = "x".repeat(length / 100);
            for (int i = 0; i < 100; i++) {
                connection.send(piece);
            }

            assertEquals(413, connection.reply().head().status());
        }
    }

    @Test
    void servesOnAfterABodyThatNobodyRead() {
        try (RawConnection connection = RawConnection.open(base())) {
            for (int i = 0; i < 20; i++) {
                connection.send(head("POST", "v1/nowhere", "Content-Length: 30000") + "\r\n").send("x".repeat(30_000));
                assertEquals(404, connection.reply().head().status(), "request " + i);
                connection.next();
            }
        }
    }

    @Test
    void decodesWhatAClientCompressed() {
        byte[] body = Chats.body("say:compressed").getBytes(StandardCharsets.UTF_8);
        for (byte[] form : List.of(Compressed.zlib(body), Compressed.rawDeflate(body))) {
            assertEquals("compressed", client().with("Content-Encoding", "deflate")
                    .send("POST", PATH, HttpRequest.BodyPublishers.ofByteArray(form)).content());
        }
        assertEquals("compressed", client().with("Content-Encoding", "gzip")
                .send("POST", PATH, HttpRequest.BodyPublishers.ofByteArray(Compressed.gzip(body))).content());
        TestClient.Answer refused = client().with("Content-Encoding", "zstd").post(PATH, body(500_000));
        assertEquals(415, refused.status(), refused::text);
        assertEquals("gzip, deflate", refused.header("Accept-Encoding").orElse(""));
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
