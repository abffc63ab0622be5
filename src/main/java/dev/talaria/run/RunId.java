package dev.talaria.run;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A run's id: 32 hex digits, 12 of milliseconds and 20 random, shown with the prefix of the API in question ({@code run_…},
 * {@code chatcmpl-…}). Ids sort by time, so that the newest runs are neighbours in the database.
 */
public record RunId(String hex) {
    private static final String PREFIX = "run_";
    private static final Pattern SHOWN = Pattern.compile(PREFIX + "[0-9a-f]{32}");
    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    public RunId {
        Objects.requireNonNull(hex);
    }

    /** Returns a new id for a run that starts at this time. */
    public static RunId at(Instant now) {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        HexFormat hex = HexFormat.of();
        return new RunId(hex.toHexDigits(now.toEpochMilli(), TIME_DIGITS) + hex.formatHex(bytes));
    }

    /** Parses what {@link #toString} returns; empty for any other text. */
    public static Optional<RunId> parse(String shown) {
        return SHOWN.matcher(shown).matches() ? Optional.of(new RunId(shown.substring(PREFIX.length()))) : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
