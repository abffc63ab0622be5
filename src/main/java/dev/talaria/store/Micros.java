package dev.talaria.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they are stored: whole microseconds since 1970, one meaning on every database. */
public final class Micros {
    private Micros() {
    }

    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
