package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.observe.AccessLog;
import dev.talaria.testing.Chats;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessLogServerTest {
    private final TestServer server = TestServer.start();
    private LogLines log = LogLines.of(AccessLog.class);

    @AfterEach
    void freshLog() {
        log.close();
        log = LogLines.of(AccessLog.class);
    }

    @AfterAll
    void stop() {
        log.close();
        server.close();
    }

    @Test
    void writesOneLineForAWholeReply() {
        server.client().with("X-Request-Id", "whole-1").with("X-Hermes-User-Id", "ann").chat("hi");

        String line = log.await("request=whole-1");
        assertTrue(line.matches("(?s).*caller=default/default user=\"ann\" route=chat_completions status=200 run=\\S+ ms=\\d+\\s*"), line);
        assertEquals(1, count("whole-1"));
    }

    @Test
    void tellsTheTraceAndTheSession() {
        server.client().with("X-Request-Id", "traced-1").with("X-Hermes-Session-Id", "monday")
                .with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").chat("hi");

        assertTrue(log.await("request=traced-1").contains("trace=4bf92f3577b34da6a3ce929d0e0e4736 session=\"monday\" caller="));
    }

    @Test
    void writesOneLineForAStreamWhenItEnds() {
        try (SseRecorder stream = server.client().with("X-Request-Id", "stream-1").stream(Chats.streamed("hi"))) {
            stream.rest();
        }

        assertTrue(log.await("request=stream-1").contains("status=200 run="));
        assertEquals(1, count("stream-1"));
    }

    @Test
    void writesOneLineForWhatTheGateRefuses() {
        server.client("wrong-secret").with("X-Request-Id", "refused-1").get("/v1/models");

        String line = log.await("request=refused-1");
        assertTrue(line.contains("route=models status=401"), line);
        assertFalse(line.contains("caller=") || line.contains("wrong-secret"), line);
    }

    @Test
    void namesNoRouteWhereThereIsNone() {
        server.client().with("X-Request-Id", "lost-1").get("/nowhere");

        assertFalse(log.await("request=lost-1").contains("route="));
    }

    @Test
    void holdsNeitherKeysNorText() {
        server.client().with("X-Request-Id", "secret-1").with("X-Hermes-Session-Key", "key-of-ann").chat("my secret words");

        String line = log.await("request=secret-1");
        assertFalse(line.contains("key-of-ann") || line.contains("secret words") || line.contains(TestServer.KEY), line);
    }

    private long count(String request) {
        return log.lines().stream().filter(line -> line.contains("request=" + request)).count();
    }
}
