package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamFailuresTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final TestClock clock = new TestClock(NOON);
    private final UpstreamFailures failures = new UpstreamFailures("m at http://up/v1", clock);
    private final LogLines log = LogLines.of(UpstreamFailures.class);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void tellsTheFirstFailureAndThenCountsThem() {
        for (int i = 0; i < 5; i++) {
            failures.failed(Problem.of(ErrorCode.UPSTREAM_AUTH, "HTTP 401: no\u202Ekey"));
        }
        assertEquals(1, log.lines().size());
        assertTrue(log.lines().get(0).contains("WARNING"), log.lines().get(0));
        assertTrue(log.lines().get(0).contains("m at http://up/v1 failed: upstream_auth: HTTP 401: no?key"), log.lines().get(0));

        clock.advance(Duration.ofMinutes(1));
        failures.failed(Problem.of(ErrorCode.UPSTREAM_AUTH, "HTTP 401"));

        assertEquals(2, log.lines().size());
        assertTrue(log.lines().get(1).contains("(and 4 more since " + NOON + ")"), log.lines().get(1));
    }

    @Test
    void tellsAnotherKindOfFailureAtOnce() {
        failures.failed(Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "slow"));
        failures.failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "gone"));

        assertEquals(2, log.lines().size());
    }

    @Test
    void countsNothingThatTheClientIsToBlameFor() {
        failures.failed(Problem.of(ErrorCode.UPSTREAM_REFUSED, "private words"));
        failures.failed(Problem.of(ErrorCode.CONTEXT_LENGTH_EXCEEDED, "too long"));

        assertEquals(Optional.empty(), failures.summary());
        assertEquals(List.of(), log.lines());
    }

    @Test
    void summarisesWhatHappenedSinceTheLastAnswer() {
        failures.failed(Problem.of(ErrorCode.UPSTREAM_ERROR, "one"));
        failures.answered();
        clock.advance(Duration.ofSeconds(5));
        failures.failed(Problem.of(ErrorCode.UPSTREAM_RATE_LIMITED, "two"));

        assertEquals(new UpstreamFailures.Summary(NOON.plusSeconds(5), "upstream_rate_limited", "two", 2, 1),
                failures.summary().orElseThrow());
        failures.answered();
        assertEquals(0, failures.summary().orElseThrow().sinceSuccess());
    }
}
