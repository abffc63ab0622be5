package dev.talaria.scope;

import java.util.List;
import java.util.regex.Pattern;

/** Names for what Honcho keeps: as Hermes gives them, for a memory that was filled under them, and such that never meet. */
public final class HonchoName {
    private static final int MAX = 100;
    private static final int DIGITS = 8;
    private static final int READABLE = 60;
    private static final int HASH = 16;
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final Pattern ENDS = Pattern.compile("^-+|-+$");

    private HonchoName() {
    }

    /**
     * A name of its own for each list of parts, 77 characters at most.
     *
     * @param readable what people are to recognise it by; as much of it as can stand in a name
     */
    public static String hashed(String readable, List<String> parts) {
        LengthPrefixed hash = new LengthPrefixed();
        parts.forEach(hash::part);
        String name = of(readable);
        return (name.length() > READABLE ? name.substring(0, READABLE) : name) + "-" + hash.hex(HASH);
    }

    /**
     * Letters, digits, underscores and dashes only, 100 characters at most. Different keys may get one name: {@code a:b} and
     * {@code a-b} do. A key of which nothing would be left is named by its hash.
     */
    public static String of(String sessionKey) {
        String name = ENDS.matcher(FOREIGN.matcher(sessionKey).replaceAll("-")).replaceAll("");
        if (name.isEmpty()) {
            return Sha256.hex(sessionKey).substring(0, DIGITS);
        }
        return name.length() <= MAX ? name
                : name.substring(0, MAX - DIGITS - 1) + "-" + Sha256.hex(sessionKey).substring(0, DIGITS);
    }
}
