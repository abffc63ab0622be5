package dev.talaria.text;

/** Makes external text safe for one line of the log. Pure functions. */
public final class LogText {
    private static final int MAX_CAUSES = 20;
    private static final int MAX_MESSAGE = 2_000;

    private LogText() {
    }

    /**
     * Returns the text with a question mark for each character that is invisible or affects others: controls, line ends, direction marks
     * and other format characters, unpaired surrogates.
     *
     * @param max maximum number of characters kept; three dots mark a cut
     */
    public static String plain(String text, int max) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), max) + 3);
        int at = 0;
        while (at < text.length() && at < max) {
            int c = text.codePointAt(at);
            plain.appendCodePoint(isUnfit(c) ? '?' : c);
            at += Character.charCount(c);
        }
        return at < text.length() ? plain.append("...").toString() : plain.toString();
    }

    /**
     * Returns a failure that logs like the given one, with its stack and causes, but with plain messages, because messages may quote
     * external text. Returns the given failure if its messages are plain already.
     */
    public static Throwable plain(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
            if (cause.toString().codePoints().anyMatch(LogText::isUnfit)) {
                return new Plain(failure, 0);
            }
        }
        return failure;
    }

    private static final class Plain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String shown;

        Plain(Throwable failure, int depth) {
            super(null, failure.getCause() == null || depth == MAX_CAUSES ? null : new Plain(failure.getCause(), depth + 1), false, true);
            setStackTrace(failure.getStackTrace());
            shown = LogText.plain(failure.toString(), MAX_MESSAGE);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // What is shown stands for the class of another exception, too.
        public String toString() {
            return shown;
        }
    }

    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
