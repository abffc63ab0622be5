package dev.talaria.api.sessions;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Formats instants as Hermes does: seconds since 1970 with a fraction. */
final class Seconds {
    private static final int MICRO_DIGITS = 6;

    private Seconds() {
    }

    static BigDecimal of(Instant instant) {
        return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, instant), MICRO_DIGITS);
    }
}
