package dev.talaria.model.guardrail;

/**
 * Filters one text of a reply as it arrives. Used by one thread at a time. What it returns is shown at once, stored and remembered, and
 * cannot be taken back.
 */
public interface ReplyFilter {
    /** Changes nothing. */
    ReplyFilter NOTHING = new ReplyFilter() {
        @Override
        public String filter(String piece) {
            return piece;
        }

        @Override
        public String flush() {
            return "";
        }
    };

    /** Returns what may be shown after this piece; may be empty, and may hold back text for later. */
    String filter(String piece);

    /** Returns what was held back, at the end of the text. */
    String flush();
}
