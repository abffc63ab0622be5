package dev.talaria.memory.honcho;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one kind of call does: what is told about it, once per change, and whether it is worth trying. One slow call stops nothing, since a
 * server that has just started is slow; after several in a row only one now and then is tried. Safe for many threads.
 */
final class CircuitBreaker {
    private static final System.Logger LOG = System.getLogger(CircuitBreaker.class.getName());
    private static final int MAX_TOLD = 500;
    private static final int PATIENCE = 3;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final String what;
    private final Clock clock;
    @GuardedBy("this")
    private int failures;
    @GuardedBy("this")
    private String why;
    @GuardedBy("this")
    private Instant next = Instant.MIN;

    /** @param what as a log line begins, e.g. {@code "Recall from Honcho"} */
    CircuitBreaker(String what, Clock clock) {
        this.what = what;
        this.clock = clock;
    }

    synchronized void well() {
        if (failures > 0) {
            LOG.log(System.Logger.Level.INFO, what + " works again");
        }
        failures = 0;
        why = null;
    }

    /** @param reason without secrets and without what was said */
    synchronized void ill(String reason) {
        if (failures++ == 0) {
            LOG.log(System.Logger.Level.WARNING, what + " fails: " + LogText.plain(reason, MAX_TOLD));
        }
        why = reason;
        next = clock.instant().plus(PAUSE);
    }

    /** Whoever gets true is expected to try. */
    synchronized boolean isWorthTrying() {
        Instant now = clock.instant();
        if (failures < PATIENCE || !now.isBefore(next)) {
            next = now.plus(PAUSE);
            return true;
        }
        return false;
    }

    /** Empty where the last call went well. */
    synchronized Optional<String> trouble() {
        return Optional.ofNullable(why).map(reason -> what + " fails: " + LogText.plain(reason, MAX_TOLD));
    }
}
