package dev.talaria.json;

/** Thrown for text that is not acceptable JSON; the message says why and contains nothing of the text. */
public final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonFault(String message) {
        super(message, null, false, false);
    }

    /**
     * Returns this fault with the line and column, both from 1, of a position in the text.
     *
     * @param offset in characters; a position after the end counts as the end
     */
    JsonFault at(String text, long offset) {
        String before = text.substring(0, (int) Math.max(0, Math.min(offset, text.length())));
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        return new JsonFault(getMessage() + " (line " + line + ", column " + (before.length() - before.lastIndexOf('\n')) + ")");
    }
}
