package dev.talaria.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Converts instants to the stored form: whole microseconds since 1970, the same on every database. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS_EACH = 1_000;

    private Micros() {
    }

    /** The JDK's {@code MICROS.between} counts nanoseconds internally, which overflow after 292 years. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / NANOS_EACH);
    }

    public static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
