package dev.talaria.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the ids of nodes: 32 lower-case hex digits, 12 of milliseconds, 4 of a counter, 16 random. Within one process each is
 * greater than the one before, also where the clock goes back; between processes the random half keeps them apart.
 * Safe for many threads.
 */
public final class NodeIds {
    private static final int COUNTER_BITS = 16;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    public NodeIds(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    public String next() {
        long now = clock.millis() << COUNTER_BITS;
        long time = last.updateAndGet(before -> Math.max(before + 1, now));
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(time) + hex.toHexDigits(random.nextLong());
    }
}
