package dev.talaria.model.openai.reply;

/** What was said of one kind, so that a message that repeats the pieces before it is told from one that goes on. */
final class Repetition {
    private final StringBuilder said = new StringBuilder();
    private boolean inPieces;

    /** A piece of its own. */
    String piece(String text) {
        inPieces |= !text.isEmpty();
        said.append(text);
        return text;
    }

    /**
     * A {@code message} within a stream: the whole so far, or, where no piece came before, perhaps a piece.
     *
     * @param last whether it came with the finish reason
     * @return what of it is new
     */
    String message(String text, boolean last) {
        String before = said.toString();
        boolean repeats = text.startsWith(before) && (inPieces || last || text.length() > before.length());
        String unsaid = repeats ? text.substring(before.length()) : inPieces ? "" : text;
        said.append(unsaid);
        return unsaid;
    }
}
