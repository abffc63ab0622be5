package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log says of callers for whom nothing is remembered. */
@Timeout(60)
class MemoryNoticeServerTest {
    private static final String SAID = "memory: none, ";

    @ParameterizedTest
    @EnumSource(Door.class)
    void tellsOnceForEachKeyWhyNothingIsRemembered(Door door) {
        try (TestServer server = TestServer.start(); LogLines log = LogLines.ofAll()) {
            TestClient webui = server.client(key(server, "webui", "{}"));
            for (int i = 0; i < 3; i++) {
                door.ask(server.client(), "hello " + i);
                door.ask(webui, "hello " + i);
            }

            List<String> lines = told(log);
            assertEquals(2, lines.size(), lines::toString);
            assertTrue(lines.get(0).contains("no session key") && lines.get(0).contains("Chat UIs"), lines::toString);
            assertTrue(lines.get(0).contains("API key default"), lines::toString);
            assertTrue(lines.get(1).contains("API key webui"), lines::toString);
            assertFalse(lines.stream().anyMatch(line -> line.contains(TestServer.KEY)));
        }
    }

    @ParameterizedTest
    @CsvSource({"user, no user id", "user+chat, no chat id"})
    void namesWhatThePolicyOfTheKeyMisses(String policy, String missing) {
        try (TestServer server = TestServer.start(); LogLines log = LogLines.ofAll()) {
            server.client(key(server, "webui", "{\"policy\": \"" + policy + "\"}")).chat("hello");

            assertTrue(told(log).get(0).contains(missing), log.lines()::toString);
        }
    }

    @Test
    void saysNothingWhereMemoryIsKeptOrSwitchedOff() {
        try (TestServer server = TestServer.start(); LogLines log = LogLines.ofAll()) {
            server.client().with("X-Hermes-Session-Key", "ann").chat("hello");
            server.client().with("X-Hermes-Session-Id", "monday").chat("hello");
            server.client().with("X-Hermes-Memory", "off").chat("hello");
            server.client().with("X-Hermes-Task", "title").chat("hello");
            server.client().get("/v1/models");

            assertEquals(List.of(), told(log));
        }
    }

    @Test
    void saysNothingOfStrangers() {
        try (TestServer server = TestServer.start(); LogLines log = LogLines.ofAll()) {
            server.client("wrong-1").chat("hello");

            assertEquals(List.of(), told(log));
        }
    }

    @Test
    void tellsTheOperatorOfAServerWithoutKeys() {
        try (TestServer server = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"));
             LogLines log = LogLines.ofAll()) {
            server.client(null).chat("hello");

            assertTrue(told(log).get(0).contains("TALARIA_API_KEY"), log.lines()::toString);
        }
    }

    private static String key(TestServer server, String name, String identity) {
        return server.client().post("/api/keys", "{\"name\": \"" + name + "\", \"identity\": " + identity + "}").json().getString("key");
    }

    private static List<String> told(LogLines log) {
        return log.lines().stream().filter(line -> line.contains(SAID)).toList();
    }
}
