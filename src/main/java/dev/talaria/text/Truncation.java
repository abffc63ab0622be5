package dev.talaria.text;

/** Bounds texts of which nobody needs all. Never takes the halves of a surrogate pair apart. Pure functions. */
public final class Truncation {
    private static final String MARK = "…";
    private static final String GAP = "\n…\n";

    private Truncation() {
    }

    /** The beginning, of at most so many {@code char}s. */
    public static String start(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** The same for people to read: what is cut off is marked by an ellipsis, beyond the bound. */
    public static String marked(String text, int most) {
        return text.length() <= most ? text : start(text, most) + MARK;
    }

    /** The beginning, of at most so many code points. */
    public static String codePoints(String text, int most) {
        return text.codePointCount(0, text.length()) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /** At most so many code points for people to read, the last of which is an ellipsis where something is cut off. */
    public static String preview(String text, int most) {
        return text.codePointCount(0, text.length()) <= most ? text : codePoints(text, most - 1) + MARK;
    }

    /**
     * Beginning and end, where people put what they ask; the text itself where it is no longer than that.
     *
     * @param most characters, about half of them of the beginning; more than a few
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
