package dev.talaria.it;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a header is to mean by the contract, thought out apart from the code that reads it. Values hold one char for each byte.
 *
 * @param text what is understood; empty for nothing; null where it must be refused
 */
record HeaderMeaning(String text) {
    private static final HeaderMeaning REFUSED = new HeaderMeaning(null);
    private static final int MAX = 256;

    boolean refused() {
        return text == null;
    }

    /** As it is sent back. */
    String bytes() {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static HeaderMeaning of(String header, List<String> values) {
        String found = "";
        for (String value : values) {
            HeaderMeaning one = of(header, value);
            if (one.refused() || !one.text().isEmpty() && !found.isEmpty() && !found.equals(one.text())) {
                return REFUSED;
            }
            found = one.text().isEmpty() ? found : one.text();
        }
        return new HeaderMeaning(found);
    }

    private static HeaderMeaning of(String header, String value) {
        Optional<String> decoded = utf8(value);
        if (decoded.isEmpty()) {
            return REFUSED;
        }
        String text = trimmed(decoded.get());
        if (header.equals("X-OpenWebUI-User-Name")) {
            text = trimmed(percentDecoded(text));
        }
        if (text.isEmpty() || text.contains("{{") || text.contains("}}")) {
            return new HeaderMeaning("");
        }
        boolean path = header.equals("X-Hermes-Session-Id") && text.matches("(?s).*(?:\\.\\.|[/\\\\]).*");
        return hasControl(text) || path || text.codePointCount(0, text.length()) > MAX ? REFUSED : new HeaderMeaning(text);
    }

    /** Whether bytes are UTF-8 without any control character. */
    static boolean isClean(String bytesAsChars) {
        return utf8(bytesAsChars).filter(text -> !hasControl(text)).isPresent();
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Optional<String> utf8(String bytesAsChars) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String trimmed(String text) {
        return text.replaceAll("^[\\t\\p{Zs}\\p{Zl}\\p{Zp}]+|[\\t\\p{Zs}\\p{Zl}\\p{Zp}]+$", "");
    }

    /** The text itself where it is not percent-encoded UTF-8 all through. */
    private static String percentDecoded(String text) {
        StringBuilder bytes = new StringBuilder();
        String utf8 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < utf8.length(); i++) {
            if (utf8.charAt(i) != '%') {
                bytes.append(utf8.charAt(i));
            } else if (utf8.length() - i > 2 && utf8.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}")) {
                bytes.append((char) Integer.parseInt(utf8.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                return text;
            }
        }
        return utf8(bytes.toString()).orElse(text);
    }
}
