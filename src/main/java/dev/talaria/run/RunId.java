package dev.talaria.run;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A run's name: 32 random hex digits, shown with the prefix of whoever shows it ({@code run_…}, {@code chatcmpl-…}). */
public record RunId(String hex) {
    private static final String PREFIX = "run_";
    private static final Pattern SHOWN = Pattern.compile(PREFIX + "[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public RunId {
        Objects.requireNonNull(hex);
    }

    public static RunId random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new RunId(HexFormat.of().formatHex(bytes));
    }

    /** Reads what {@link #toString} writes; empty for anything else. */
    public static Optional<RunId> parse(String shown) {
        return SHOWN.matcher(shown).matches() ? Optional.of(new RunId(shown.substring(PREFIX.length()))) : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
