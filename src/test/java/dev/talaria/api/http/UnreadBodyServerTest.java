package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reply that does without the body is there at once, however much of the body the client announced and whatever it sends of it. */
@Timeout(20)
@Order(1)
class UnreadBodyServerTest {
    private static final int LIMIT = 100_000;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("talaria.limits.body-bytes", Integer.toString(LIMIT)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, 100000000, test-key, 413", "/v1/chat/completions, 100001, test-key, 413",
        "/v1/chat/completions, 90000, wrong, 401", "/v1/chat/completions, 10, wrong, 401", "/v1/nowhere, 5000, test-key, 404",
        "/v1/models, 5000, test-key, 405"})
    void answersAtOnceThoughTheClientIsSilent(String path, long length, String key, int status) {
        try (RawConnection connection = RawConnection.open(server.base())) {
            long begin = System.nanoTime();

            RawConnection.Reply reply = connection.send(head(path, key, "Content-Length: " + length)).reply();

            assertEquals(status, reply.head().status(), reply::body);
            assertTrue(System.nanoTime() - begin < 4_000_000_000L, "it waited");
        }
    }

    @Test
    void answersMoreSilentClientsThanThereAreThreads() {
        List<RawConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(RawConnection.open(server.base()).send(head("/v1/chat/completions", "test-key", "Content-Length: 100000000")));
            }

            silent.forEach(connection -> assertEquals(413, connection.reply().head().status()));
            assertEquals(200, server.client().get("/v1/models").status());
        } finally {
            silent.forEach(RawConnection::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"413, 600000", "413, 3000000", "401, 90000"})
    void showsTheReplyToAClientThatSendsEverythingFirst(int status, int length) {
        String key = status == 401 ? "wrong" : TestServer.KEY;
        for (int round = 0; round < 20; round++) {
            try (RawConnection connection = RawConnection.open(server.base())) {
                connection.send(head("/v1/chat/completions", key, "Content-Length: " + length));
                String piece = "x".repeat(length / 20);
                IntStream.range(0, 20).forEach(i -> connection.send(piece));

                assertEquals(status, connection.reply().head().status());
            }
        }
    }

    @Test
    void servesOnAfterABodyThatWasSomewhatTooLarge() {
        try (RawConnection connection = RawConnection.open(server.base())) {
            String body = "x".repeat(LIMIT + 1);
            connection.send(head("/v1/chat/completions", TestServer.KEY, "Content-Length: " + body.length())).send(body);
            assertEquals(413, connection.reply().head().status());

            connection.next().send(head("/v1/models", TestServer.KEY, "Content-Length: 0"));
            assertEquals(405, connection.reply().head().status());
        }
    }

    @Test
    void answersAChunkedBodyAsSoonAsItIsTooLarge() {
        try (RawConnection connection = RawConnection.open(server.base())) {
            String chunk = "x".repeat(LIMIT + 1);
            connection.send(head("/v1/chat/completions", TestServer.KEY, "Transfer-Encoding: chunked"))
                    .send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");

            assertEquals(413, connection.reply().head().status());
        }
    }

    private static String head(String path, String key, String framing) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + server.base().getAuthority() + "\r\nAuthorization: Bearer " + key + "\r\n"
                + framing + "\r\n\r\n";
    }
}
