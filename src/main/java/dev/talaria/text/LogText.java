package dev.talaria.text;

/** Makes text from outside fit for one line of the log. Pure functions. */
public final class LogText {
    private LogText() {
    }

    /**
     * Returns the text with a question mark for each character that is unseen or moves others: controls, line ends, direction marks and
     * other format characters, halves of surrogate pairs.
     *
     * @param max how many characters are kept; what is cut off is marked by three dots
     */
    public static String plain(String text, int max) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), max) + 3);
        int at = 0;
        while (at < text.length() && at < max) {
            int c = text.codePointAt(at);
            plain.appendCodePoint(isUnfit(c) ? '?' : c);
            at += Character.charCount(c);
        }
        return at < text.length() ? plain.append("...").toString() : plain.toString();
    }

    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
