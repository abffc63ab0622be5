package dev.talaria.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they are stored: whole microseconds since 1970, one meaning on every database. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS_EACH = 1_000;

    private Micros() {
    }

    /** The JDK's own {@code MICROS.between} counts nanoseconds on its way, which overflow after 292 years. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / NANOS_EACH);
    }

    public static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
