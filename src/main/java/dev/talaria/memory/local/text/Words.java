package dev.talaria.memory.local.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The plain lower-case words of a text, before stemming; the input of date, name and question rules. */
public final class Words {
    private Words() {
    }

    /** Returns the runs of letters and digits; an apostrophe ends a word, so {@code Ann's} is {@code ann}, {@code s}. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>(text.length() / 5 + 1);
        String lower = text.toLowerCase(Locale.ROOT);
        int start = -1;
        for (int i = 0; i <= lower.length(); i++) {
            boolean inside = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    /** Returns the text without the words of the mentions, counted as {@link #of} does. */
    public static String without(String text, List<DateMention> mentions) {
        if (mentions.isEmpty()) {
            return text;
        }
        StringBuilder rest = new StringBuilder(text.length());
        int word = -1;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i));
            word += letter && !inside ? 1 : 0;
            inside = letter;
            int at = word;
            rest.append(letter && mentions.stream().anyMatch(mention -> mention.from() <= at && at <= mention.to()) ? ' ' : text.charAt(i));
        }
        return rest.toString();
    }
}
