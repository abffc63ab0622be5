package dev.talaria.api.http.request;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-decoding (RFC 3986, section 2.1) that reports what it cannot decode; a plus sign stays a plus sign. */
public final class PercentText {
    private PercentText() {
    }

    /** @return empty if an escape is malformed or the result is not UTF-8 */
    public static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int from = 0;
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
            if (at + 2 >= text.length()) {
                return Optional.empty();
            }
            int high = hex(text.charAt(at + 1));
            int low = hex(text.charAt(at + 2));
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
            bytes.write(high << 4 | low);
            from = at + 3;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return CleanText.decode(bytes.toByteArray());
    }

    /** Character.digit would accept the digits of every script. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
