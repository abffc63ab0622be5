package dev.talaria.access;

import java.security.SecureRandom;
import java.util.Base64;

/** Creates the secrets of API keys: 256 random bits, so that a single fast hash is enough for storage. */
final class KeySecret {
    /** A prefix by which scanners recognise leaked secrets. */
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
