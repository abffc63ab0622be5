package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.TextAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the words of a scope that a query's unknown words may be misspellings of. Names are misspelt most, so a word with a capital letter
 * may be shorter.
 */
final class Misspelt {
    private static final int MIN_NAME = 4;
    private static final int MIN_WORD = 6;
    /** From this length on, two letters may be wrong. */
    private static final int LONG = 9;
    private static final int MAX_WORDS = 8;
    private static final int MAX_MEANT = 3;
    /** How much less a guess counts. */
    private static final double GUESSED = 0.7;

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Misspelt() {
    }

    /** Returns the terms, with those that the scope lacks replaced by similar ones that it has, if there are any. */
    static Map<String, Double> replaced(Map<String, Double> terms, String text, TextAnalysis analysis, Postings postings) {
        List<String> unknown = terms.keySet().stream()
                .filter(term -> postings.find(term) < 0 && term.length() >= MIN_NAME && isWord(term) && !analysis.isAsking(term))
                .sorted().limit(MAX_WORDS).toList();
        if (unknown.isEmpty()) {
            return terms;
        }
        Set<String> names = names(text, analysis);
        Map<String, Double> replaced = new HashMap<>(terms);
        for (String term : unknown) {
            if (term.length() >= MIN_WORD || names.contains(term)) {
                List<String> meant = meant(term, postings);
                if (!meant.isEmpty()) {
                    double weight = replaced.getOrDefault(term, 0.0) * GUESSED / meant.size();
                    replaced.remove(term);
                    meant.forEach(known -> replaced.merge(known, weight, Math::max));
                }
            }
        }
        return replaced;
    }

    private static boolean isWord(String term) {
        return term.chars().allMatch(Character::isLetter);
    }

    /** Returns the terms of words with a capital letter. */
    private static Set<String> names(String text, TextAnalysis analysis) {
        Set<String> names = new HashSet<>();
        for (String word : NO_WORD.split(text, -1)) {
            if (!word.isEmpty() && Character.isUpperCase(word.charAt(0))) {
                names.addAll(analysis.terms(word));
            }
        }
        return names;
    }

    /** Returns the closest terms of the index. */
    private static List<String> meant(String term, Postings postings) {
        List<String> meant = new ArrayList<>();
        int[] nearest = {term.length() >= LONG ? 2 : 1};
        postings.eachTerm(known -> {
            if (Math.abs(known.length() - term.length()) <= nearest[0] && known.charAt(0) == term.charAt(0)) {
                int distance = distance(term, known, nearest[0]);
                if (distance < nearest[0]) {
                    meant.clear();
                    nearest[0] = distance;
                }
                if (distance == nearest[0] && meant.size() < MAX_MEANT) {
                    meant.add(known);
                }
            }
        });
        return meant;
    }

    /** Returns how many letters must be changed, added, dropped or swapped; some number above the bound if more than that. */
    static int distance(String one, String other, int bound) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + changed, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            if (least > bound) {
                return least;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[other.length()];
    }
}
