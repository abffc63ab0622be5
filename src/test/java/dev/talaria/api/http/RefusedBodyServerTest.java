package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that keeps its connection has its next request answered, although nobody wanted the body of the last one. */
class RefusedBodyServerTest {
    private static final int REQUESTS = 200;

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/v1/nowhere, 404", "/v1/models, 405"})
    void answersTheNextRequestOnTheSameConnection(String path, int status) {
        String body = Chats.body("hello");
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + server.base().getAuthority()
                + "\r\nAuthorization: Bearer " + TestServer.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";

        try (RawConnection connection = RawConnection.open(server.base())) {
            for (int i = 0; i < REQUESTS; i++) {
                assertEquals(status, connection.send(head).send(body).reply().head().status(), "request " + i);
                connection.next();
            }
        }
    }
}
