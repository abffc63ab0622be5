package dev.talaria.memory.local.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Adds the parts of names that programs use, so that "invoice date" finds {@code parseInvoiceDate} and "smtp timeout" finds
 * {@code app.mail.smtp.timeout}. The whole name stays a token, and single characters are no parts. For one thread.
 */
final class IdentifierFilter extends TokenFilter {
    private static final int MIN_PART = 2;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final Deque<String> parts = new ArrayDeque<>();

    IdentifierFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        String part = parts.poll();
        if (part != null) {
            term.setEmpty().append(part);
            return true;
        }
        if (!input.incrementToken()) {
            return false;
        }
        collect(term.toString());
        return true;
    }

    private void collect(String token) {
        List<String> joined = split(token);
        if (joined.size() > 1) {
            joined.forEach(this::offer);
        }
        for (String name : joined) {
            List<String> words = humps(name);
            if (words.size() > 1) {
                words.forEach(this::offer);
            }
        }
    }

    private void offer(String part) {
        if (part.length() >= MIN_PART) {
            parts.add(part);
        }
    }

    /** Splits at points and the like between letters; a number stays whole. */
    private static List<String> split(String token) {
        List<String> parts = new ArrayList<>(2);
        int start = 0;
        boolean letters = false;
        for (int i = 0; i < token.length(); i++) {
            letters |= Character.isLetter(token.charAt(i));
            if (isJoint(token.charAt(i))) {
                parts.add(token.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(token.substring(start));
        return letters ? parts : List.of(token);
    }

    private static boolean isJoint(char c) {
        return c == '.' || c == '_' || c == ':';
    }

    /** Splits camel case: {@code parseHTTPDate} into {@code parse}, {@code HTTP} and {@code Date}. */
    private static List<String> humps(String name) {
        List<String> words = new ArrayList<>(2);
        int start = 0;
        for (int i = 1; i < name.length(); i++) {
            boolean rises = Character.isUpperCase(name.charAt(i)) && (Character.isLowerCase(name.charAt(i - 1))
                    || Character.isUpperCase(name.charAt(i - 1)) && i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
            if (rises) {
                words.add(name.substring(start, i));
                start = i;
            }
        }
        words.add(name.substring(start));
        return words;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        parts.clear();
    }
}
