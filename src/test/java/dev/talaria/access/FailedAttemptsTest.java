package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.Keys;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final String HERE = "192.0.2.1";

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final FailedAttempts attempts = new FailedAttempts(3, clock);

    @Test
    void slowsDownAnAddressThatGuesses() {
        guess(3);

        ApiException refused = assertThrows(ApiException.class, () -> guess(1));

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refused.code());
        assertEquals(Duration.ofSeconds(20), refused.problem().retryAfter());
    }

    @Test
    void tellsOnceWhichAddressWentOverItsLimit() {
        try (LogLines log = LogLines.of(FailedAttempts.class)) {
            guess(3);
            assertEquals(List.of(), log.lines());

            for (int i = 0; i < 10; i++) {
                assertThrows(ApiException.class, () -> guess(1));
            }

            assertEquals(1, log.lines().size());
            assertTrue(log.lines().get(0).contains("WARNING") && log.lines().get(0).contains(HERE), log.lines().get(0));
        }
    }

    @Test
    void tellsOnlySoManyAddressesAMinute() {
        try (LogLines log = LogLines.of(FailedAttempts.class)) {
            for (int i = 0; i < 200; i++) {
                String address = "198.51.100." + i;
                for (int attempt = 0; attempt < 3; attempt++) {
                    attempts.check(address, Optional::empty, Optional::empty);
                }
                assertThrows(ApiException.class, () -> attempts.check(address, Optional::empty, Optional::empty));
            }

            assertEquals(20, log.lines().size());
        }
    }

    @Test
    void looksCheaplyForWhatASlowedAddressPresents() {
        guess(3);

        assertEquals(Optional.of(Keys.ACME), attempts.check(HERE, () -> {
            throw new AssertionError("looked up");
        }, FailedAttemptsTest::acme));
    }

    @Test
    void letsItTryAgainInTime() {
        guess(3);

        clock.advance(Duration.ofSeconds(20));

        assertEquals(Optional.empty(), attempts.check(HERE, Optional::empty, Optional::empty));
        assertThrows(ApiException.class, () -> guess(1));
    }

    @Test
    void doesNotSlowDownOthers() {
        guess(3);

        assertTrue(attempts.check("192.0.2.2", FailedAttemptsTest::acme, Optional::empty).isPresent());
    }

    @Test
    void letsAValidKeyInFromASlowedAddressAndGoesOnRefusingWrongOnes() {
        guess(3);

        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.of(Keys.ACME), attempts.check(HERE, Optional::empty, FailedAttemptsTest::acme));
            assertThrows(ApiException.class, () -> guess(1));
        }
    }

    @Test
    void asksTheUsualLookupWhileAnAddressIsNotSlowed() {
        guess(2);

        assertEquals(Optional.of(Keys.ACME), attempts.check(HERE, FailedAttemptsTest::acme, Optional::empty));
    }

    @Test
    void boundsNothingWhereThatIsConfigured() {
        FailedAttempts unbounded = new FailedAttempts(0, clock);

        for (int i = 0; i < 1_000; i++) {
            assertEquals(Optional.empty(), unbounded.check(HERE, Optional::empty, Optional::empty));
        }
    }

    private static Optional<ApiKey> acme() {
        return Optional.of(Keys.ACME);
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            attempts.check(HERE, Optional::empty, Optional::empty);
        }
    }
}
