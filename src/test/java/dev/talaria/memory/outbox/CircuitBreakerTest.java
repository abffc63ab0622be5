package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.outbox.DestinationStatus.State;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Outbox.Bounds BOUNDS = Outbox.Bounds.DEFAULT;
    private static final Outcome DELIVERED = new Outcome.Delivered();
    private static final Outcome LATER = new Outcome.Later(Duration.ZERO, "it does not answer", false);
    private static final Outcome HALTED = new Outcome.Halted("the key is wrong");

    private final TestClock clock = new TestClock();
    private final CircuitBreaker breaker = new CircuitBreaker("there", clock, BOUNDS);

    private void note(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            breaker.note(outcome);
        }
    }

    @Test
    void doesNotBlameTheDestinationForSingleScopes() {
        note(LATER, LATER, DELIVERED, LATER, LATER);

        assertEquals(BOUNDS.parallel(), breaker.atOnce());
    }

    @Test
    void triesOneAtATimeAfterSomeFailures() {
        note(LATER, LATER, LATER);
        assertEquals(0, breaker.atOnce());

        clock.advance(BOUNDS.backOff().longest());
        assertEquals(1, breaker.atOnce());

        note(LATER);
        assertEquals(0, breaker.atOnce());
    }

    @Test
    void opensAgainWithTheFirstThatArrives() {
        note(LATER, LATER, LATER, DELIVERED);

        assertEquals(BOUNDS.parallel(), breaker.atOnce());
    }

    @Test
    void probesAHaltedOneFromTimeToTime() {
        note(HALTED);
        assertEquals(0, breaker.atOnce());
        assertEquals("the key is wrong", breaker.status().why());

        clock.advance(BOUNDS.probe());
        assertEquals(1, breaker.atOnce());

        note(HALTED);
        assertEquals(0, breaker.atOnce());
    }

    @Test
    void saysEachChangeOnce() {
        try (LogLines log = LogLines.of(CircuitBreaker.class)) {
            note(HALTED, HALTED, HALTED, DELIVERED, DELIVERED);

            assertEquals(2, log.lines().size());
            assertTrue(log.lines().get(0).contains("the key is wrong"));
            assertTrue(log.lines().get(1).contains("again"));
        }
    }

    @Test
    void tellsAFailingFromAHaltedOne() {
        note(HALTED, LATER);
        assertEquals(State.FAILING, breaker.status().state());

        note(HALTED);
        assertEquals(State.HALTED, breaker.status().state());
    }
}
