package dev.talaria.scope;

import java.util.regex.Pattern;

/** Names of sessions as Hermes gives them to Honcho: for whoever keeps a memory that was filled under them. */
public final class HonchoName {
    private static final int LONGEST = 100;
    private static final int DIGITS = 8;
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final Pattern ENDS = Pattern.compile("^-+|-+$");

    private HonchoName() {
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
        return name.length() <= LONGEST ? name
                : name.substring(0, LONGEST - DIGITS - 1) + "-" + Sha256.hex(sessionKey).substring(0, DIGITS);
    }
}
