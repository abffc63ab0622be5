package dev.talaria.memory.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.memory.outbox.DestinationStatus.State;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Draws from the outcomes how many attempts a destination is to get: as many as there are threads while it works, else one at a time
 * after a pause. Says each change in the log, once. Safe for many threads.
 */
final class CircuitBreaker {
    private static final System.Logger LOG = System.getLogger(CircuitBreaker.class.getName());
    private static final int MAX_TOLD = 500;
    /** Fewer may be the fault of single scopes. */
    private static final int FAILURES_OF_A_FAILING_ONE = 3;

    private final String name;
    private final Clock clock;
    private final Outbox.Bounds bounds;
    @GuardedBy("this")
    private DestinationStatus status;
    @GuardedBy("this")
    private int failures;
    @GuardedBy("this")
    private Instant quietUntil = Instant.MIN;

    CircuitBreaker(String name, Clock clock, Outbox.Bounds bounds) {
        this.name = name;
        this.clock = clock;
        this.bounds = bounds;
        this.status = new DestinationStatus(State.WORKING, null, clock.instant());
    }

    synchronized DestinationStatus status() {
        return status;
    }

    /** How many attempts may be under way now. */
    synchronized int atOnce() {
        if (status.state() == State.WORKING) {
            return bounds.parallel();
        }
        return clock.instant().isBefore(quietUntil) ? 0 : 1;
    }

    /** When the next attempt may be made; in the past where it may be made at once. */
    synchronized Instant quietUntil() {
        return quietUntil;
    }

    synchronized void note(Outcome outcome) {
        if (outcome instanceof Outcome.Halted halted) {
            change(State.HALTED, halted.why());
            failures = 0;
            quiet(bounds.probe());
        } else if (outcome instanceof Outcome.Later later) {
            failures++;
            if (failures >= FAILURES_OF_A_FAILING_ONE || status.state() != State.WORKING) {
                change(State.FAILING, later.why());
                quiet(bounds.backOff().after(failures));
            }
        } else {
            change(State.WORKING, null);
            failures = 0;
            quietUntil = Instant.MIN;
        }
    }

    @GuardedBy("this")
    private void quiet(Duration pause) {
        quietUntil = clock.instant().plus(pause);
    }

    @GuardedBy("this")
    private void change(State to, String why) {
        State from = status.state();
        if (from == to) {
            return;
        }
        status = new DestinationStatus(to, why, clock.instant());
        String told = why == null ? "" : LogText.plain(why, MAX_TOLD);
        switch (to) {
            case WORKING -> LOG.log(System.Logger.Level.INFO, () -> name + " takes deliveries again");
            case FAILING -> LOG.log(System.Logger.Level.WARNING, () -> "Deliveries to " + name + " fail, nothing is lost: " + told);
            case HALTED -> LOG.log(System.Logger.Level.ERROR, () -> "Deliveries to " + name + " have stopped, nothing is lost: " + told);
        }
    }
}
