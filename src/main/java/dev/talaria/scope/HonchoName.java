package dev.talaria.scope;

import java.util.List;
import java.util.regex.Pattern;

/** Names for objects in Honcho: those that Hermes uses, to find a memory filled under them, and unique ones. */
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
     * Returns a unique name for a list of parts, at most 77 characters.
     *
     * @param readable text by which people recognise the name; it is truncated and cleaned
     */
    public static String hashed(String readable, List<String> parts) {
        LengthPrefixed hash = new LengthPrefixed();
        parts.forEach(hash::part);
        String name = of(readable);
        return (name.length() > READABLE ? name.substring(0, READABLE) : name) + "-" + hash.hex(HASH);
    }

    /**
     * Returns the name that Hermes uses: only letters, digits, underscores and dashes, at most 100 characters. Different keys may get the
     * same name, for example {@code a:b} and {@code a-b}. A key without any such character gets its hash as the name.
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
