package dev.talaria.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they stand in columns: microseconds since 1970, one meaning on every database. */
public final class Micros {
    private Micros() {
    }

    public static long of(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
