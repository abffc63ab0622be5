package dev.talaria.model.openai.reply;

/** The output of one kind so far, to tell a message that repeats earlier deltas from one that continues them. */
final class Repetition {
    private final StringBuilder said = new StringBuilder();
    private boolean inPieces;

    /** Adds a delta. */
    String piece(String text) {
        inPieces |= !text.isEmpty();
        said.append(text);
        return text;
    }

    /**
     * Adds a {@code message} within a stream: the whole output so far or, if no delta came before, perhaps a delta.
     *
     * @param last whether it came with the finish reason
     * @return the part of it that is new
     */
    String message(String text, boolean last) {
        String before = said.toString();
        boolean repeats = text.startsWith(before) && (inPieces || last || text.length() > before.length());
        String unsaid = repeats ? text.substring(before.length()) : inPieces ? "" : text;
        said.append(unsaid);
        return unsaid;
    }
}
