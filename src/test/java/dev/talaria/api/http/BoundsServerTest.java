package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.access.FailedAttempts;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundsServerTest {
    private final TestClock clock = new TestClock();

    @Test
    void tellsAKeysRateAndKeepsIt() {
        try (TestServer server = TestServer.start(Map.of(), clock)) {
            TestClient holder = server.client(server.client()
                    .post("/api/keys", "{\"name\": \"rated\", \"limits\": {\"requests_per_minute\": 2}}").json().getString("key"));

            assertEquals("1", holder.get("/v1/models").header("x-ratelimit-remaining-requests").orElse(""));
            holder.get("/v1/models");
            Answer refused = holder.get("/v1/models");

            assertEquals(429, refused.status());
            assertEquals("rate_limit_exceeded", refused.error().getString("code"));
            assertEquals("30", refused.header("Retry-After").orElse(""));
            assertEquals("2", refused.header("x-ratelimit-limit-requests").orElse(""));
            assertEquals("0", refused.header("x-ratelimit-remaining-requests").orElse(""));
            assertEquals("60s", refused.header("x-ratelimit-reset-requests").orElse(""));
            clock.advance(Duration.ofSeconds(30));
            assertEquals(200, holder.get("/v1/models").status());
        }
    }

    @Test
    void countsWhatHasNoRouteToo() {
        try (TestServer server = TestServer.start(Map.of(), clock)) {
            TestClient holder = server.client(server.client()
                    .post("/api/keys", "{\"name\": \"rated\", \"limits\": {\"requests_per_minute\": 1}}").json().getString("key"));

            assertEquals(404, holder.get("/nowhere").status());
            assertEquals(429, holder.get("/nowhere").status());
        }
    }

    @Test
    void slowsDownWhoGuessesKeys() {
        try (TestServer server = TestServer.start(Map.of("talaria.limits.failed-keys", "3"), clock)) {
            assertEquals(200, server.client().get("/v1/models").status());
            for (int i = 0; i < 3; i++) {
                assertEquals(401, server.client("guess-" + i).get("/v1/models").status());
            }

            Answer slowed = server.client("guess-4").get("/v1/models");

            assertEquals(429, slowed.status());
            assertEquals("20", slowed.header("Retry-After").orElse(""));
            assertEquals(200, server.client().get("/v1/models").status());
            clock.advance(Duration.ofSeconds(20));
            assertEquals(401, server.client("guess-5").get("/v1/models").status());
        }
    }

    @Test
    void letsAValidKeyInThatWasNeverSeenFromAnAddressThatGuessed() {
        try (TestServer server = TestServer.start(Map.of("talaria.limits.failed-keys", "1"), clock)) {
            String issued = server.client().post("/api/keys", "{\"name\": \"behind-nat\"}").json().getString("key");
            server.client("guess").get("/v1/models");

            assertEquals(429, server.client("guess").get("/v1/models").status());
            assertEquals(200, server.client(issued).get("/v1/models").status());
            assertEquals(200, server.client().get("/v1/models").status());
            assertEquals(429, server.client("guess").get("/v1/models").status());
        }
    }

    @Test
    void thirtyWrongKeysLockNobodyOutAndAreOneWarning() {
        try (TestServer server = TestServer.start(Map.of(), clock); LogLines log = LogLines.of(FailedAttempts.class)) {
            String issued = server.client().post("/api/keys", "{\"name\": \"behind-nat\"}").json().getString("key");
            for (int i = 0; i < 100; i++) {
                assertEquals(i < 30 ? 401 : 429, server.client("guess-" + i).get("/v1/models").status());
            }

            assertEquals(200, server.client().get("/v1/models").status());
            assertEquals(200, server.client(issued).get("/v1/models").status());
            assertEquals(1, log.lines().size(), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("WARNING") && log.lines().get(0).contains("127.0.0.1"), log.lines()::toString);
        }
    }

    @Test
    void saysThatAProxyIsNotListed() {
        try (TestServer server = TestServer.start(Map.of(), clock); LogLines log = LogLines.of(Authenticator.class)) {
            for (int i = 0; i < 3; i++) {
                server.client().with("X-Forwarded-For", "203.0.113." + i).get("/v1/models");
            }

            assertEquals(1, log.lines().size(), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("talaria.proxies") && log.lines().get(0).contains("127.0.0.1"), log.lines()::toString);
        }
        try (TestServer server = TestServer.start(Map.of("talaria.proxies", "127.0.0.1"), clock);
                LogLines log = LogLines.of(Authenticator.class)) {
            server.client().with("X-Forwarded-For", "203.0.113.9").get("/v1/models");

            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void countsNoRequestWithoutAKeyAsAGuess() {
        try (TestServer server = TestServer.start(Map.of("talaria.limits.failed-keys", "1"), clock)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(401, server.client(null).get("/v1/models").status());
            }
            assertEquals(401, server.client("guess").get("/v1/models").status());
        }
    }

    @Test
    void tellsGuessersBehindAProxyApart() {
        Map<String, String> settings = Map.of("talaria.limits.failed-keys", "1", "talaria.proxies", "127.0.0.1");
        try (TestServer server = TestServer.start(settings, clock)) {
            TestClient guesser = server.client("guess").with("X-Forwarded-For", "203.0.113.9");
            guesser.get("/v1/models");

            assertEquals(429, guesser.get("/v1/models").status());
            assertEquals(401, server.client("guess").with("X-Forwarded-For", "203.0.113.10").get("/v1/models").status());
        }
    }

    @Test
    void believesNobodyElseOnAddresses() {
        try (TestServer server = TestServer.start(Map.of("talaria.limits.failed-keys", "1"), clock)) {
            server.client("guess").with("X-Forwarded-For", "203.0.113.9").get("/v1/models");

            assertEquals(429, server.client("guess").with("X-Forwarded-For", "203.0.113.10").get("/v1/models").status());
        }
    }

    @Test
    void openRoutesNeedNoKeyHoweverManyWereWrong() {
        try (TestServer server = TestServer.start(Map.of("talaria.limits.failed-keys", "1"), clock)) {
            server.client("guess").get("/v1/models");
            server.client("guess").get("/v1/models");

            assertTrue(server.client(null).get("/health").text().contains("ok"));
        }
    }
}
