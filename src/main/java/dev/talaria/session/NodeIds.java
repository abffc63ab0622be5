package dev.talaria.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates the ids of nodes: numbers of 63 bits, 41 of milliseconds and 22 random, shown as 16 lower-case hex digits. Within a process
 * each is greater than the one before, even if the clock goes back; between processes the random bits keep those of one session apart. Ids
 * sort by time, so that the newest nodes of all sessions are neighbours in the database. Safe for many threads.
 */
public final class NodeIds {
    private static final int RANDOM_BITS = 22;
    private static final int DIGITS = 16;
    /** The number of no node. */
    public static final long NONE = -1;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    public NodeIds(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    public String next() {
        long now = clock.millis() << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS);
        return text(last.updateAndGet(before -> Math.max(before + 1, now)));
    }

    /** Returns the id as clients see it. */
    public static String text(long number) {
        return HexFormat.of().toHexDigits(number);
    }

    /** Parses what {@link #text} returns; {@link #NONE} for null and for any other text. */
    public static long number(String id) {
        if (id == null || id.length() != DIGITS) {
            return NONE;
        }
        try {
            long number = HexFormat.fromHexDigitsToLong(id);
            return text(number).equals(id) ? number : NONE;
        } catch (NumberFormatException e) {
            return NONE;
        }
    }
}
