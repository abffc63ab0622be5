package dev.talaria.agent.turn;

/**
 * Takes this request's memory fence out of what a model echoes, piece by piece. It holds back only what may be the beginning of
 * a fence, and what stands inside one until it is closed; fences of any other form, other nonces included, are somebody's text and pass.
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

    /** Lets everything pass: the model was given no memory. */
    public static FenceFilter none() {
        return new FenceFilter("", "");
    }

    public static FenceFilter of(MemoryFence fence) {
        return new FenceFilter(fence.opening(), fence.closing());
    }

    /** What may be shown after this piece; perhaps nothing yet. */
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

    /** What was held back, once nothing more comes: a fence that was never closed was the rest of the answer. */
    public String flush() {
        String last = fenced + held;
        fenced.setLength(0);
        held = "";
        return last;
    }

    /** How long an end of the text is a beginning of the mark. */
    private static int overlap(String text, String mark) {
        for (int length = Math.min(text.length(), mark.length() - 1); length > 0; length--) {
            if (text.regionMatches(text.length() - length, mark, 0, length)) {
                return length;
            }
        }
        return 0;
    }
}
