package dev.talaria.api.http.request;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells a chat client's background task (a title, tags, follow-ups) from a turn of a conversation by its words.
 * Immutable, safe for many threads.
 */
public final class TaskPatterns {
    private static final int LOOKED_AT = 2_000;
    private static final int MAX_READS = 200_000;

    private final List<Pattern> patterns;

    /**
     * @param expressions regular expressions; one that finds something is enough
     * @throws java.util.regex.PatternSyntaxException where one of them is none
     */
    public TaskPatterns(List<String> expressions) {
        patterns = expressions.stream().map(Pattern::compile).toList();
    }

    /**
     * Whether this is one whole reply wanted to a lone user message that one of the patterns finds in its first 2,000 characters.
     *
     * @param tools whether the client offers tools of its own, which no background task does
     */
    public boolean match(boolean stream, boolean tools, List<Message> conversation) {
        if (stream || tools || conversation.size() != 1) {
            return false;
        }
        Message only = conversation.get(0);
        String text = only.text();
        String start = text.substring(0, Math.min(text.length(), LOOKED_AT));
        return only.role() == Role.USER && patterns.stream().anyMatch(pattern -> finds(pattern, start));
    }

    private static boolean finds(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Reading(text, 0, text.length(), new int[1])).find();
        } catch (TooManyReadsException | StackOverflowError e) {
            // Java's engine recurses for a repeated group; either way the pattern has not found anything.
            return false;
        }
    }

    /** Text that ends a search whose pattern backtracks without bound. */
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
            super("the pattern reads on and on", null, false, false);
        }
    }
}
