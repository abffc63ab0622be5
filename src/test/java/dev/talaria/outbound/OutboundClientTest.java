package dev.talaria.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX = 64;

    private final ScriptedUpstream server = new ScriptedUpstream();
    private final CloseableHttpAsyncClient client = OutboundClient.over(OutboundClient.connections(2, PATIENCE), PATIENCE,
            TestDatabase.daemons()).build();

    @BeforeEach
    void start() {
        client.start();
    }

    @AfterEach
    void close() throws IOException {
        client.close(CloseMode.IMMEDIATE);
        server.close();
    }

    private String ask() throws Exception {
        SimpleRequestProducer request = SimpleRequestProducer.create(SimpleRequestBuilder.get(server.baseUrl()).build());
        return client.execute(request, new BoundedReply<>(MAX, (head, body) -> head.getCode() + " " + body), null)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void readsAReplyAsLongAsItsBound() throws Exception {
        String text = "é".repeat(MAX / 2);
        server.answer(Script.error(418, text));

        assertEquals("418 " + text, ask());
    }

    /** A line, or lines, without end. */
    @ParameterizedTest
    @ValueSource(strings = {"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "X: y\r\n"})
    void givesUpAHeadWithoutEnd(String piece) {
        server.answer(reply -> {
            reply.raw("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                for (int i = 0; i < 100_000; i++) {
                    reply.raw(piece.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException given) {
                return;
            }
        });

        assertThrows(ExecutionException.class, this::ask);
    }

    @Test
    void givesUpALongerReply() {
        server.answer(Script.json("x".repeat(MAX + 1)));

        assertInstanceOf(IOException.class, assertThrows(ExecutionException.class, this::ask).getCause());
    }

    @Test
    void followsNoRedirect() throws Exception {
        server.answer(Script.error(307, "elsewhere", "Location: " + server.baseUrl() + "/other"));

        assertEquals("307 elsewhere", ask());
    }

    @Test
    void repeatsNothingByItself() throws Exception {
        server.answer(Script.error(503, "later", "Retry-After: 0"));

        assertEquals("503 later", ask());
    }

    @Test
    void asksOverAConnectionThatIsThereWithoutItsCookie() throws Exception {
        server.answer(Script.error(200, "first", "Set-Cookie: taste=sweet; Path=/"), Script.json("second"), Script.json("third"),
                Script.json("fourth"));

        for (int asked = 0; asked < 4; asked++) {
            ask();
        }

        // An answer may be told a moment before its connection is free again, so that the next goes by another.
        assertTrue(server.connections() <= 2, () -> server.connections() + " connections");
        assertFalse(server.lastRequest().headers().containsKey("cookie"));
        assertEquals("talaria", server.lastRequest().headers().get("user-agent"));
    }
}
