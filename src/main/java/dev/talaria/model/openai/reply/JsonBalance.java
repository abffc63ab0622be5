package dev.talaria.model.openai.reply;

/** Tracks the brackets of a JSON object or list that arrives in pieces, to find its end without parsing it again. */
final class JsonBalance {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;
    private boolean overrun;

    void add(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
    }

    /** Adds a character or a byte of UTF-8; only ASCII characters matter. */
    void add(int c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '{' || c == '[') {
            overrun |= begun && depth == 0;
            begun = true;
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            overrun |= depth < 0;
        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            overrun |= depth == 0;
            inString = c == '"';
        }
    }

    /** Returns whether an object or list has started and not ended. */
    boolean isOpen() {
        return begun && depth > 0;
    }

    /** Returns whether the input is exactly one complete object or list. */
    boolean isWhole() {
        return begun && depth == 0 && !overrun;
    }

    void clear() {
        depth = 0;
        begun = false;
        inString = false;
        escaped = false;
        overrun = false;
    }
}
