package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Keys;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final RateLimits rates = new RateLimits(clock);

    @Test
    void grantsAsManyAsTheKeyMayMake() {
        for (int left = 2; left >= 0; left--) {
            RateLimits.Taken taken = take(3);

            assertTrue(taken.granted());
            assertEquals(left, taken.remaining());
        }
        assertFalse(take(3).granted());
    }

    @Test
    void saysWhenTheNextOneIsGranted() {
        take(1);
        RateLimits.Taken refused = take(1);

        assertEquals(Duration.ofMinutes(1), refused.retryAfter());
        clock.advance(refused.retryAfter());
        assertTrue(take(1).granted());
    }

    @Test
    void fillsUpEvenly() {
        for (int i = 0; i < 60; i++) {
            take(60);
        }

        clock.advance(Duration.ofSeconds(1));

        assertTrue(take(60).granted());
        assertFalse(take(60).granted());
    }

    @Test
    void aKeyWithoutARateIsNotCounted() {
        assertEquals(Optional.empty(), rates.take(Keys.ACME));
    }

    @Test
    void aNewRateCountsAtOnce() {
        take(1);

        assertTrue(take(5).granted());
    }

    private RateLimits.Taken take(int perMinute) {
        return rates.take(Keys.perMinute(perMinute)).orElseThrow();
    }
}
