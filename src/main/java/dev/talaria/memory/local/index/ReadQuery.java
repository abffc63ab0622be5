package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.AskingWords;
import dev.talaria.memory.local.text.DateMention;
import dev.talaria.memory.local.text.DateRules;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import java.util.Collection;
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
 * @param terms     its words without function words, names and dates, with their weights
 * @param dates     date terms with their weights
 * @param named     the participants that it names
 * @param firstPerson whether the user speaks of themselves
 * @param asksWhen  whether it asks for a time
 * @param asksCount whether it asks for a number
 * @param days      the days it asks for; empty if it asks for none
 * @param latest    whether it asks for the latest that was said
 */
record ReadQuery(Map<String, Double> terms, Map<String, Double> dates, Set<String> named, boolean firstPerson, boolean asksWhen,
                 boolean asksCount, List<DateMention> days, boolean latest) {
    /** The weight of a word that asks, whatever the question is about. */
    static final double ASKING = 0.25;
    /** The weight of a word from the message before. */
    private static final double BEFORE = 0.35;
    /** A query of fewer words takes words from the message before. */
    private static final int FEW = 2;
    private static final int SMALL = 2;
    /** From this weight on, a word says what the query is about. */
    private static final double TELLING = 0.3;

    /**
     * @param participants the known authors of the scope
     */
    static ReadQuery of(IndexQuery query, TextAnalysis analysis, Set<String> participants) {
        List<String> words = Words.of(query.text());
        List<DateMention> mentions = DateRules.find(words, query.today());
        Map<String, Double> dates = new HashMap<>();
        mentions.forEach(mention -> mention.addQueryTerms(dates));
        Set<String> names = new HashSet<>();
        Set<String> named = named(words, participants, names);
        Map<String, Double> terms = new HashMap<>();
        analysis.terms(without(names, Words.without(query.text(), mentions)))
                .forEach(term -> terms.put(term, analysis.isAsking(term) || isSmallNumber(term) ? ASKING : 1));
        if (takesWordsFromBefore(query.text(), words, terms.values())) {
            analysis.terms(without(names, query.before())).forEach(term -> terms.putIfAbsent(term, analysis.isAsking(term) ? 0 : BEFORE));
        }
        terms.values().removeIf(weight -> weight == 0);
        return new ReadQuery(terms, dates, named, analysis.speaksOfSelf(words), asksWhen(words), asksCount(words), mentions,
                AskingWords.askForTheLatest(words));
    }

    /** Small numbers occur anywhere. */
    private static boolean isSmallNumber(String term) {
        return term.length() <= SMALL && term.chars().allMatch(Character::isDigit);
    }

    private static boolean takesWordsFromBefore(String text, List<String> words, Collection<Double> weights) {
        long telling = weights.stream().filter(weight -> weight >= TELLING).count();
        boolean asks = telling > 0 || text.indexOf('?') >= 0 || text.indexOf('\uFF1F') >= 0;
        return asks && (telling < FEW || AskingWords.pointBack(words));
    }

    ReadQuery withTerms(Map<String, Double> others) {
        return new ReadQuery(others, dates, named, firstPerson, asksWhen, asksCount, days, latest);
    }

    /** Returns whether it asks for nothing that could have been said, as a greeting does; "Who am I?" has a meaning, if no words. */
    boolean isEmpty(boolean comparesMeanings) {
        return !isAboutSomething() && !asksForATime() && !(comparesMeanings && (firstPerson || !named.isEmpty()));
    }

    /** Returns whether it has a word that says what it is about. */
    boolean isAboutSomething() {
        return terms.values().stream().anyMatch(weight -> weight >= TELLING);
    }

    /** Returns whether it asks for what was said at a time, whatever that was about. */
    boolean asksForATime() {
        return !isAboutSomething() && (latest || !days.isEmpty());
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
