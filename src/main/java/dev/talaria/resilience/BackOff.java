package dev.talaria.resilience;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Computes the pause after consecutive failures: doubled after each, up to a bound, and randomly reduced by up to a half. */
public record BackOff(Duration first, Duration longest) {
    public static final BackOff NONE = always(Duration.ZERO);
    private static final int MAX_DOUBLINGS = 30;

    /** Returns a back-off with a constant pause, except for the random reduction. */
    public static BackOff always(Duration pause) {
        return new BackOff(pause, pause);
    }

    /**
     * Returns the pause after a failure.
     *
     * @param failures number of consecutive failures, this one included
     */
    public Duration after(int failures) {
        double whole = first.toNanos() * (double) (1L << Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS));
        double bounded = Math.min(whole, (double) longest.toNanos());
        return Duration.ofNanos((long) (bounded * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }
}
