package dev.talaria.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.resilience.CircuitBreaker.State;
import dev.talaria.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final int THRESHOLD = 3;
    private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration PROBE = Duration.ofMinutes(1);

    /** Begins where the next second overflows, as {@link System#nanoTime} may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final CircuitBreaker breaker = breaker(THRESHOLD, PAUSES);

    private CircuitBreaker breaker(int threshold, BackOff pauses) {
        return new CircuitBreaker(new CircuitBreaker.Announcement(System.getLogger(CircuitBreakerTest.class.getName()), "It fails",
                "It works again"), threshold, pauses, nanos::get);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed("it does not answer");
        }
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void staysClosedWhileFailuresAreSingle() {
        fail(THRESHOLD - 1);
        breaker.succeeded();
        fail(THRESHOLD - 1);

        assertEquals(State.CLOSED, breaker.state());
        assertTrue(breaker.tryAcquire());
        assertEquals(Duration.ZERO, breaker.remaining());
        assertEquals(Optional.of("it does not answer"), breaker.lastFailure());
        assertEquals(Optional.empty(), breaker.trouble());
    }

    @Test
    void opensAfterFailuresInARow() {
        fail(THRESHOLD);

        assertEquals(State.OPEN, breaker.state());
        assertFalse(breaker.tryAcquire());
        assertTrue(breaker.remaining().compareTo(PAUSES.longest()) <= 0 && !breaker.remaining().isZero());
        assertEquals(Optional.of("it does not answer"), breaker.trouble());
    }

    @Test
    void letsOneCallTryAfterThePause() {
        fail(THRESHOLD);
        advance(PAUSES.longest());

        assertEquals(State.HALF_OPEN, breaker.state());
        assertTrue(breaker.tryAcquire());
        assertEquals(State.OPEN, breaker.state());
        assertFalse(breaker.tryAcquire());
    }

    @Test
    void letsAnotherCallTryWhereTheFirstDoesNotReport() {
        fail(THRESHOLD);
        advance(PAUSES.longest());
        breaker.tryAcquire();
        advance(PAUSES.longest());

        assertTrue(breaker.tryAcquire());
    }

    @Test
    void closesWhenTheTrialSucceeds() {
        fail(THRESHOLD);
        advance(PAUSES.longest());
        breaker.tryAcquire();

        assertTrue(breaker.succeeded());

        assertEquals(State.CLOSED, breaker.state());
        assertEquals(Optional.empty(), breaker.lastFailure());
        fail(THRESHOLD - 1);
        assertEquals(State.CLOSED, breaker.state());
        assertFalse(breaker.succeeded());
    }

    @Test
    void opensAgainForLongerWhenTheTrialFails() {
        fail(THRESHOLD);
        assertBetween(2, 4);
        advance(PAUSES.longest());
        breaker.tryAcquire();

        fail(1);

        assertEquals(State.OPEN, breaker.state());
        assertBetween(4, 8);
    }

    private void assertBetween(int least, int most) {
        Duration remaining = breaker.remaining();
        assertTrue(remaining.compareTo(Duration.ofSeconds(least)) >= 0 && remaining.compareTo(Duration.ofSeconds(most)) <= 0,
                remaining::toString);
    }

    @Test
    void opensAtOnceWhereAllIsRefused() {
        breaker.refused("the key is wrong", PROBE);

        assertEquals(PROBE, breaker.remaining());
        assertEquals(Optional.of("the key is wrong"), breaker.trouble());
        advance(PROBE);
        assertEquals(State.HALF_OPEN, breaker.state());
    }

    @Test
    void staysOpenWhereARefusalBecomesAFailure() {
        breaker.refused("the key is wrong", PROBE);
        advance(PROBE);

        fail(1);

        assertEquals(State.OPEN, breaker.state());
        assertEquals(Optional.of("it does not answer"), breaker.trouble());
    }

    @Test
    void tellsEachOpeningAndClosingOnce() {
        try (LogLines log = LogLines.of(CircuitBreakerTest.class)) {
            fail(THRESHOLD + 2);
            advance(PAUSES.longest());
            fail(1);
            breaker.succeeded();
            breaker.succeeded();
            fail(THRESHOLD);

            assertTold(log, "WARNING: It fails: it does not answer", "INFO: It works again", "WARNING: It fails: it does not answer");
        }
    }

    @Test
    void tellsARefusalThoughFailuresWereTold() {
        try (LogLines log = LogLines.of(CircuitBreakerTest.class)) {
            fail(THRESHOLD);
            breaker.refused("the key is wrong", PROBE);
            breaker.refused("the key is wrong", PROBE);
            fail(1);
            breaker.succeeded();

            assertTold(log, "WARNING: It fails: it does not answer", "SEVERE: It fails: the key is wrong", "INFO: It works again");
        }
    }

    @Test
    void saysNothingOfSingleFailures() {
        try (LogLines log = LogLines.of(CircuitBreakerTest.class)) {
            fail(THRESHOLD - 1);
            breaker.succeeded();

            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void logsACauseOnOneLineAndTheStackOfAFailureThatHasOne() {
        CircuitBreaker telling = breaker(1, BackOff.NONE);
        try (LogLines log = LogLines.of(CircuitBreakerTest.class)) {
            telling.failed("first\nsecond");
            telling.succeeded();
            telling.failed(new IllegalStateException("a fault"));

            assertTrue(log.lines().get(0).contains("It fails: first?second"), log.lines()::toString);
            assertTrue(log.lines().get(2).contains("at " + CircuitBreakerTest.class.getName()), log.lines()::toString);
        }
    }

    @Test
    void oneThatOnlyTellsNeverKeepsACallAway() {
        CircuitBreaker telling = breaker(1, BackOff.NONE);
        telling.failed("it does not answer");

        assertEquals(State.HALF_OPEN, telling.state());
        assertTrue(telling.tryAcquire());
        assertTrue(telling.tryAcquire());
    }

    /** Each is a level and a text, whatever stands between them. */
    private static void assertTold(LogLines log, String... told) {
        List<String> lines = log.lines();
        assertEquals(told.length, lines.size(), lines::toString);
        for (int i = 0; i < told.length; i++) {
            for (String part : told[i].split(": ", 2)) {
                assertTrue(lines.get(i).contains(part), lines.get(i));
            }
        }
    }
}
