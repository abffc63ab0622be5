package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.outbox.Standing.State;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DestinationTest {
    private static final Outbox.Bounds BOUNDS = Outbox.Bounds.USUAL;
    private static final Outcome DELIVERED = new Outcome.Delivered();
    private static final Outcome LATER = new Outcome.Later(Duration.ZERO, "it does not answer", false);
    private static final Outcome HALTED = new Outcome.Halted("the key is wrong");

    private final TestClock clock = new TestClock();
    private final Destination destination = new Destination("there", clock, BOUNDS);

    private void note(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            destination.note(outcome);
        }
    }

    @Test
    void doesNotBlameTheDestinationForSingleScopes() {
        note(LATER, LATER, DELIVERED, LATER, LATER);

        assertEquals(BOUNDS.parallel(), destination.atOnce());
    }

    @Test
    void triesOneAtATimeAfterSomeFailures() {
        note(LATER, LATER, LATER);
        assertEquals(0, destination.atOnce());

        clock.advance(BOUNDS.backOff().longest());
        assertEquals(1, destination.atOnce());

        note(LATER);
        assertEquals(0, destination.atOnce());
    }

    @Test
    void opensAgainWithTheFirstThatArrives() {
        note(LATER, LATER, LATER, DELIVERED);

        assertEquals(BOUNDS.parallel(), destination.atOnce());
    }

    @Test
    void probesAHaltedOneFromTimeToTime() {
        note(HALTED);
        assertEquals(0, destination.atOnce());
        assertEquals("the key is wrong", destination.standing().why());

        clock.advance(BOUNDS.probe());
        assertEquals(1, destination.atOnce());

        note(HALTED);
        assertEquals(0, destination.atOnce());
    }

    @Test
    void saysEachChangeOnce() {
        try (LogLines log = LogLines.of(Destination.class)) {
            note(HALTED, HALTED, HALTED, DELIVERED, DELIVERED);

            assertEquals(2, log.lines().size());
            assertTrue(log.lines().get(0).contains("the key is wrong"));
            assertTrue(log.lines().get(1).contains("again"));
        }
    }

    @Test
    void tellsAFailingFromAHaltedOne() {
        note(HALTED, LATER);
        assertEquals(State.FAILING, destination.standing().state());

        note(HALTED);
        assertEquals(State.HALTED, destination.standing().state());
    }
}
