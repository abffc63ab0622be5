package dev.talaria.scope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over parts that each carry their length, so that no two lists of parts run together. */
final class LengthPrefixed {
    private final MessageDigest digest;

    LengthPrefixed() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    LengthPrefixed part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
        return this;
    }

    /** @param length how many lower-case hex digits, 64 at most */
    String hex(int length) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, length);
    }
}
