package dev.talaria.scope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over parts that each carry their length, so that no two lists of parts run together. */
final class LengthPrefixed {
    private final MessageDigest digest = Sha256.digest();

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
