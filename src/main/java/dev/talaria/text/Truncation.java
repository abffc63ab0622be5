package dev.talaria.text;

/** Truncates texts without splitting surrogate pairs. Pure functions. */
public final class Truncation {
    private static final String MARK = "…";
    private static final String GAP = "\n…\n";

    private Truncation() {
    }

    /** Returns the beginning, at most {@code most} {@code char}s. */
    public static String start(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** As {@link #start}, for display: an ellipsis beyond the bound marks a cut. */
    public static String marked(String text, int most) {
        return text.length() <= most ? text : start(text, most) + MARK;
    }

    /** Returns the beginning, at most {@code most} code points. */
    public static String codePoints(String text, int most) {
        return text.codePointCount(0, text.length()) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /** Returns at most {@code most} code points for display; the last one is an ellipsis if the text was cut. */
    public static String preview(String text, int most) {
        return text.codePointCount(0, text.length()) <= most ? text : codePoints(text, most - 1) + MARK;
    }

    /**
     * Returns the beginning and the end, which usually contain the question; the text itself if it is short enough.
     *
     * @param most maximum number of characters, about half of them from the beginning; more than a few
     */
    public static String ends(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int half = (most - GAP.length()) / 2;
        int from = text.length() - half;
        return start(text, half) + GAP + text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }
}
