package dev.talaria.model.openai.reply;

/**
 * Recognises a chunk that differs from an earlier one only in the text it adds, as nearly all chunks of a stream do, so that it need not be
 * parsed: the JSON around the text is identical, and a JSON string without quotes, backslashes and control characters is its own value. For
 * one thread at a time.
 */
final class ChunkTemplate {
    private static final String NAME = "\"content\":";
    /** Number of chunks after which learning stops, for upstreams whose chunks differ in more, for example in a random member. */
    private static final int MAX_MISSES = 16;

    private String before;
    private String after;
    private int misses;

    /** Returns the text that the chunk adds, never empty; null if the chunk must be parsed. */
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

    /** Returns whether a parsed chunk may be worth learning. */
    boolean learns() {
        return misses < MAX_MISSES;
    }

    /**
     * Stores a chunk as the template for later ones.
     *
     * @param content the text that it adds, which is its only content
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
