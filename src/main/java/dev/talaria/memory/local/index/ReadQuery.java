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
 * A query as interpreted within one scope.
 *
 * @param terms     its words without function words, names and dates
 * @param dates     date terms with their weights
 * @param named     the participants that it names
 * @param firstPerson whether the user speaks of themselves
 * @param asksWhen  whether it asks for a time
 * @param asksCount whether it asks for a number
 */
record ReadQuery(Set<String> terms, Map<String, Double> dates, Set<String> named, boolean firstPerson, boolean asksWhen,
                 boolean asksCount) {

    /**
     * @param participants the known authors of the scope
     * @param today        the day from which "yesterday" is counted
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

    /** Returns the participants whose whole name, or its first part, is among the words; collects the parts of their names. */
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
