package dev.talaria.scope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over length-prefixed parts, so that different lists of parts never produce the same input. */
final class LengthPrefixed {
    private final MessageDigest digest = Sha256.digest();

    LengthPrefixed part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
        return this;
    }

    /** @param length number of lower-case hex digits, at most 64 */
    String hex(int length) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, length);
    }
}
