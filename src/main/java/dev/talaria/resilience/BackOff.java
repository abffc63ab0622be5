package dev.talaria.resilience;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures in a row: twice as long after each, up to a bound, and each time a random half less. */
public record BackOff(Duration first, Duration longest) {
    public static final BackOff NONE = always(Duration.ZERO);
    private static final int MAX_DOUBLINGS = 30;

    /** The same pause after each failure, but for the random half. */
    public static BackOff always(Duration pause) {
        return new BackOff(pause, pause);
    }

    /** @param failures in a row, this one included */
    public Duration after(int failures) {
        double whole = first.toNanos() * (double) (1L << Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS));
        double bounded = Math.min(whole, (double) longest.toNanos());
        return Duration.ofNanos((long) (bounded * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }
}
