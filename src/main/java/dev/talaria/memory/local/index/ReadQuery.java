package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.DateMention;
import dev.talaria.memory.local.text.DateRules;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A query as it is understood within one scope.
 *
 * @param terms     what to look for, without function words, names and dates
 * @param dates     date terms with their weights
 * @param named     the participants named
 * @param firstPerson the user speaks of themselves
 * @param asksWhen  a time is asked for
 * @param asksCount a number is asked for
 */
record ReadQuery(Set<String> terms, Map<String, Double> dates, Set<String> named, boolean firstPerson, boolean asksWhen,
                 boolean asksCount) {

    /**
     * @param participants the authors known in the scope
     * @param today        what "yesterday" in the query counts from
     */
    static ReadQuery of(String text, TextAnalysis analysis, Set<String> participants, LocalDate today) {
        List<String> words = Words.of(text);
        List<DateMention> mentions = DateRules.find(words, today);
        Map<String, Double> dates = new HashMap<>();
        mentions.forEach(mention -> mention.addQueryTerms(dates));
        Set<String> names = new HashSet<>();
        Set<String> named = named(words, participants, names);
        Set<String> terms = Set.copyOf(analysis.terms(without(names, text)));
        return new ReadQuery(terms, dates, named, analysis.speaksOfSelf(words), asksWhen(words), asksCount(words));
    }

    boolean isEmpty() {
        return terms.isEmpty() && dates.isEmpty();
    }

    /** The participants of whom every part of a name, or the first, is among the words; their names' parts are collected. */
    private static Set<String> named(List<String> words, Set<String> participants, Set<String> names) {
        Set<String> present = new HashSet<>(words);
        Set<String> named = new HashSet<>();
        for (String participant : participants) {
            List<String> parts = Words.of(participant);
            if (!parts.isEmpty() && present.contains(parts.get(0))) {
                named.add(participant);
                names.addAll(parts);
            }
        }
        return named;
    }

    private static String without(Set<String> names, String text) {
        if (names.isEmpty()) {
            return text;
        }
        String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])"));
        return Pattern.compile(any, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE).matcher(text).replaceAll(" ");
    }

    private static boolean asksWhen(List<String> words) {
        return words.contains("when") || after(words, "how", "long") || after(words, "what", "date") || after(words, "which", "year")
                || after(words, "which", "month") || after(words, "what", "year") || after(words, "what", "month");
    }

    private static boolean asksCount(List<String> words) {
        return after(words, "how", "many") || after(words, "how", "much") || after(words, "how", "often") || after(words, "how", "old");
    }

    private static boolean after(List<String> words, String first, String second) {
        int at = words.indexOf(first);
        return at >= 0 && at + 1 < words.size() && words.get(at + 1).equals(second);
    }
}
