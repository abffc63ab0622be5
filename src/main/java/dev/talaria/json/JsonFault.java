package dev.talaria.json;

/** Text that is not acceptable JSON; the message says why and holds nothing of the text. */
public final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonFault(String message) {
        super(message, null, false, false);
    }

    /**
     * The same fault with the line and column, both from 1, of a place in the text.
     *
     * @param offset in characters; behind the end it counts as the end
     */
    JsonFault at(String text, long offset) {
        String before = text.substring(0, (int) Math.max(0, Math.min(offset, text.length())));
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        return new JsonFault(getMessage() + " (line " + line + ", column " + (before.length() - before.lastIndexOf('\n')) + ")");
    }
}
