package dev.talaria.agent.turn;

/**
 * Removes this request's memory fence from what a model echoes, piece by piece. Holds back only a possible beginning of a fence, and what
 * is inside one until it is closed. Fences of any other form, other nonces included, are ordinary text and pass.
 */
public final class FenceFilter {
    private final String opening;
    private final String closing;
    private final StringBuilder fenced = new StringBuilder();
    private String held = "";
    private boolean inside;

    private FenceFilter(String opening, String closing) {
        this.opening = opening;
        this.closing = closing;
    }

    /** Returns a filter that removes nothing, for a model that got no memory. */
    public static FenceFilter none() {
        return new FenceFilter("", "");
    }

    public static FenceFilter of(MemoryFence fence) {
        return new FenceFilter(fence.opening(), fence.closing());
    }

    /** Returns what may be shown after this piece; may be empty. */
    public String filter(String piece) {
        if (opening.isEmpty()) {
            return piece;
        }
        StringBuilder shown = new StringBuilder();
        String rest = held + piece;
        while (true) {
            String mark = inside ? closing : opening;
            int at = rest.indexOf(mark);
            if (at < 0) {
                int keep = overlap(rest, mark);
                (inside ? fenced : shown).append(rest, 0, rest.length() - keep);
                held = rest.substring(rest.length() - keep);
                return shown.toString();
            }
            (inside ? fenced : shown).append(rest, 0, at);
            fenced.setLength(0);
            rest = rest.substring(at + mark.length());
            inside = !inside;
        }
    }

    /** Returns what was held back, at the end of the reply: an unclosed fence was the rest of the answer. */
    public String flush() {
        String last = fenced + held;
        fenced.setLength(0);
        held = "";
        return last;
    }

    /** Returns the length of the longest end of the text that is a beginning of the mark. */
    private static int overlap(String text, String mark) {
        for (int length = Math.min(text.length(), mark.length() - 1); length > 0; length--) {
            if (text.regionMatches(text.length() - length, mark, 0, length)) {
                return length;
            }
        }
        return 0;
    }
}
