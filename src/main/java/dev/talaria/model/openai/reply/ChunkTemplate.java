package dev.talaria.model.openai.reply;

/**
 * Recognises a chunk that differs from an earlier one in nothing but the text it adds, as nearly all chunks of a stream do, so that it need
 * not be parsed: what stands around the text is the same, letter for letter, and means the same; and a JSON string without quotes,
 * backslashes and control characters means itself. For one thread at a time.
 */
final class ChunkTemplate {
    private static final String NAME = "\"content\":";
    /** An upstream whose chunks differ in more, a random member for one, is not looked at for ever. */
    private static final int MAX_MISSES = 16;

    private String before;
    private String after;
    private int misses;

    /** Returns the text that the chunk adds, never empty; null where the chunk must be parsed. */
    String content(String chunk) {
        if (before == null || chunk.length() <= before.length() + after.length() || !chunk.startsWith(before) || !chunk.endsWith(after)) {
            return null;
        }
        int end = chunk.length() - after.length();
        for (int i = before.length(); i < end; i++) {
            char c = chunk.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                return null;
            }
        }
        misses = 0;
        return chunk.substring(before.length(), end);
    }

    /** Whether a chunk that had to be parsed may be worth learning. */
    boolean learns() {
        return misses < MAX_MISSES;
    }

    /**
     * Takes a chunk as the one that the next are compared with.
     *
     * @param content the text that it adds, which is all that it says
     */
    void learn(String chunk, String content) {
        misses++;
        int name = chunk.indexOf(NAME);
        if (name < 0 || chunk.indexOf(NAME, name + 1) >= 0) {
            return;
        }
        int start = name + NAME.length();
        while (start < chunk.length() && chunk.charAt(start) == ' ') {
            start++;
        }
        int end = start + 1 + content.length();
        if (chunk.startsWith("\"" + content + "\"", start)) {
            before = chunk.substring(0, start + 1);
            after = chunk.substring(end);
        }
    }
}
