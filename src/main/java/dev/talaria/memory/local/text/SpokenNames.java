package dev.talaria.memory.local.text;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names of a scope's participants, which are removed from texts before embedding: Ann says "my dog" of her own dog, and a text that
 * names Ann is most often addressed to her.
 */
public final class SpokenNames {
    private final Set<String> words;

    /** @param participants their names, of one or more words each */
    public SpokenNames(Collection<String> participants) {
        this.words = participants.stream().flatMap(name -> Words.of(name).stream()).collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns the text without the names; the text itself if nothing else would be left. */
    public String leftOut(String text) {
        String rest = replaced(text, "", "");
        return Words.of(rest).isEmpty() ? text : rest;
    }

    /** Rewrites a question about a participant in the first person; leaves names out of a question about the asker. */
    public String asked(String query) {
        boolean ofThemselves = Words.of(query).stream().anyMatch(FunctionWords::isFirstPerson);
        return ofThemselves ? leftOut(query) : replaced(query, "I", "my");
    }

    private String replaced(String text, String name, String owner) {
        StringBuilder result = new StringBuilder(text.length());
        boolean afterName = false;
        int at = 0;
        while (at < text.length()) {
            int end = wordEnd(text, at);
            if (end == at) {
                result.append(text.charAt(at++));
                continue;
            }
            boolean isName = words.contains(text.substring(at, end).toLowerCase(Locale.ROOT));
            if (isName) {
                int owned = possessiveEnd(text, end);
                dropLast(result, afterName, name);
                result.append(owned > end ? owner : name);
                end = owned;
            } else {
                result.append(text, at, end);
            }
            afterName = isName;
            at = end;
        }
        return tidy(result);
    }

    /** A name of several words is replaced once, by its last word. */
    private static void dropLast(StringBuilder result, boolean afterName, String name) {
        if (afterName && !name.isEmpty() && result.toString().endsWith(name + " ")) {
            result.setLength(result.length() - name.length() - 1);
        }
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int possessiveEnd(String text, int nameEnd) {
        for (String possessive : List.of("'s", "\u2019s")) {
            int end = nameEnd + possessive.length();
            if (text.startsWith(possessive, nameEnd) && wordEnd(text, end) == end) {
                return end;
            }
        }
        return nameEnd;
    }

    /** Leaves one space between words, and no punctuation in front that followed a name. */
    private static String tidy(StringBuilder text) {
        String rest = text.toString().replaceAll("\\s+", " ").replaceAll(" (?=[,.!?])", "").strip();
        return rest.replaceFirst("^[,!.?]+ ?(?=\\p{L})", "");
    }
}
