package dev.talaria.run;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/** A run's name: 32 random hex digits, shown with the prefix of whoever shows it ({@code run_…}, {@code chatcmpl-…}). */
public record RunId(String hex) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public RunId {
        Objects.requireNonNull(hex);
    }

    public static RunId random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new RunId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return "run_" + hex;
    }
}
