package dev.talaria.api.http.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes short text from outside safe to store, to compare and to send back. Pure functions. */
public final class CleanText {
    /** Maximum number of code points of a session id, session key or identity value. */
    static final int MAX_CODE_POINTS = 256;

    private CleanText() {
    }

    /**
     * Decodes the text of a header value as a container delivers it, one char for each byte.
     *
     * @return empty if the bytes are not UTF-8
     */
    public static Optional<String> decode(String bytesAsChars) {
        byte[] bytes = bytesAsChars.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (bytesAsChars.charAt(i) > 0xFF) {
                return Optional.empty();
            }
        }
        return decode(bytes);
    }

    public static Optional<String> decode(byte[] utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Encodes text as one char for each byte of its UTF-8, which a container sends byte for byte. */
    public static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the text without blanks of any script at its ends. Of the control characters only the tab counts as a blank: no other may be
     * dropped silently.
     */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Returns whether it is empty, or a template that a client did not fill. */
    static boolean isAbsent(String trimmed) {
        return trimmed.isEmpty() || trimmed.contains("{{") || trimmed.contains("}}");
    }

    /** Whether it holds a control character: U+0000 to U+001F, U+007F to U+009F. */
    public static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    static boolean isTooLong(String text) {
        return text.length() > MAX_CODE_POINTS && text.codePointCount(0, text.length()) > MAX_CODE_POINTS;
    }

    /** Returns at most {@code most} characters for a message, with everything but printable ASCII as a question mark. */
    public static String excerpt(String text, int most) {
        String cut = text.length() > most ? text.substring(0, most) + "..." : text;
        return cut.replaceAll("[^ -~]", "?");
    }

    private static boolean isBlank(char c) {
        return c == '\t' || Character.isSpaceChar(c);
    }
}
