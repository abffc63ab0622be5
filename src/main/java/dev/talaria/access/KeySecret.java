package dev.talaria.access;

import java.security.SecureRandom;
import java.util.Base64;

/** What the holder of an API key has: 256 random bits, so that one fast hash of it is enough to keep. */
final class KeySecret {
    /** Lets scanners of leaked secrets know one. */
    static final String PREFIX = "tlr_";
    private static final int BYTES = 32;

    private KeySecret() {
    }

    static String random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
