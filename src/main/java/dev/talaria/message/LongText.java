package dev.talaria.message;

/** Bounds texts of which nobody needs all. */
public final class LongText {
    private static final String GAP = "\n…\n";

    private LongText() {
    }

    /**
     * Returns a text's beginning and end, where people put what they ask; the text itself where it is no longer than that.
     *
     * @param most characters, about half of them of the beginning; more than a few
     */
    public static String ends(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int half = (most - GAP.length()) / 2;
        return start(text, half) + GAP + end(text, half);
    }

    private static String start(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static String end(String text, int length) {
        int from = text.length() - length;
        return text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
