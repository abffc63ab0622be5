package dev.talaria.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An operator's regular expressions, searched with a bound: a pattern that backtracks excessively finds nothing instead of blocking its
 * thread. Immutable, safe for many threads.
 */
public final class TextPatterns {
    private static final int MAX_READS = 200_000;

    private final List<Pattern> patterns;
    private final int lookedAt;

    /**
     * @param expressions regular expressions, of which one must match
     * @param lookedAt    how many characters of a text are searched
     * @throws java.util.regex.PatternSyntaxException if one of them is malformed
     */
    public TextPatterns(List<String> expressions, int lookedAt) {
        this.patterns = expressions.stream().map(Pattern::compile).toList();
        this.lookedAt = lookedAt;
    }

    /** Returns whether one of the patterns matches within the beginning of the text. */
    public boolean find(String text) {
        String start = Truncation.start(text, lookedAt);
        for (Pattern pattern : patterns) {
            if (finds(pattern, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean finds(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Reading(text, 0, text.length(), new int[1])).find();
        } catch (TooManyReadsException | StackOverflowError e) {
            // Java's engine recurses for a repeated group. In either case the pattern has not matched.
            return false;
        }
    }

    /** Text that aborts the search of a pattern that backtracks excessively. */
    private record Reading(String text, int from, int to, int[] reads) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (++reads[0] > MAX_READS) {
                throw new TooManyReadsException();
            }
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Reading(text, from + start, from + end, reads);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }

    private static final class TooManyReadsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooManyReadsException() {
            super("the pattern reads too many characters", null, false, false);
        }
    }
}
