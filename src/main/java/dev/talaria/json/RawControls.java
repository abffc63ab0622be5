package dev.talaria.json;

/** Raw control characters in strings, without an escape: line ends and tabs of text that was never encoded. */
final class RawControls {
    private RawControls() {
    }

    /** Returns the text with escapes in their place; those between values are unchanged. */
    static String escaped(String text) {
        if (!holdsControl(text)) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text.length() + 16);
        boolean inString = false;
        boolean escape = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString && c < ' ') {
                repaired.append(escape ? "\\" : "").append(String.format("\\u%04x", (int) c));
            } else {
                repaired.append(c);
            }
            inString ^= c == '"' && !escape;
            escape = inString && !escape && c == '\\';
        }
        return repaired.toString();
    }

    private static boolean holdsControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                return true;
            }
        }
        return false;
    }
}
