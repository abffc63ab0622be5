package dev.talaria.memory.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Logs deliveries that a destination has refused for good: at most one line a minute, with the number of those in between. */
final class Refusals {
    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());
    private static final Duration PACE = Duration.ofMinutes(1);
    private static final int MAX_WORDS = 300;

    private final String destination;
    private final Clock clock;
    @GuardedBy("this")
    private Instant told = Instant.MIN;
    @GuardedBy("this")
    private long untold;

    Refusals(String destination, Clock clock) {
        this.destination = destination;
        this.clock = clock;
    }

    /** @param why without text of messages */
    synchronized void add(String why) {
        Instant now = clock.instant();
        if (now.minus(PACE).isBefore(told)) {
            untold++;
            return;
        }
        String more = untold == 0 ? "" : " (and " + untold + " more since " + told + ")";
        told = now;
        untold = 0;
        LOG.log(System.Logger.Level.WARNING, destination + " has refused a delivery for good: " + LogText.plain(why, MAX_WORDS) + more
                + "; see /api/outbox?state=parked");
    }
}
