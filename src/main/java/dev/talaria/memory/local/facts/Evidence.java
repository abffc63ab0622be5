package dev.talaria.memory.local.facts;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.profile.ProfileRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether messages say what a model has drawn from them. It is made to be right rather than complete: every word of a fact but those that
 * any statement has must stand, in some form or as a word for the same, in one sentence that its user stated; and what turns a statement
 * around (a negation, the past, a plan, another person) stands in both or in neither. Immutable, safe for many threads.
 */
final class Evidence {
    private static final String NOT = "not";
    private static final String OTHER = "other";
    private static final String PAST = "past";
    /** The groups that turn a statement around. */
    static final Set<String> TURNING = Set.of(NOT, PAST, "plan", OTHER);
    /** The groups without which a statement is another one: who loves Rome need not be there. */
    private static final List<String> KEPT = List.of(PAST, "plan", OTHER, "like", "dislike");
    private static final double ENOUGH_PAIRS = 0.75;

    private final TextAnalysis analysis;
    private final List<FactWords> languages;

    /**
     * @param analysis of the scope's language
     * @param said     what a user said, which tells the languages that they speak
     */
    Evidence(TextAnalysis analysis, String said) {
        this.analysis = analysis;
        this.languages = FactWords.of(said);
    }

    /** Returns whether the user's language is one of those that are read; in another one, no denial would be seen. */
    boolean isRead() {
        return !languages.isEmpty();
    }

    /** Returns whether a message, which a user has said, says this of its user. */
    boolean holds(String fact, ShownMessage source) {
        List<String> sentences = ProfileRules.stated(source.text());
        Set<String> subject = source.author() == null ? Set.of() : Set.copyOf(Spelled.words(source.author()));
        for (int i = 0; i < sentences.size(); i++) {
            String sentence = sentences.get(i);
            String before = i > 0 && has(sentence, OTHER) ? sentences.get(i - 1) + ". " : "";
            if (agrees(fact, sentence) && isCovered(fact, before + sentence, subject)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a summary's sentence is made of what was said: each name and number, and most of its other words. */
    boolean tells(String sentence, String said, double share) {
        Set<String> there = Set.copyOf(Spelled.words(said));
        if (Spelled.isUnspaced(sentence)) {
            return pairShare(sentence, said) >= share && numbers(sentence).stream().allMatch(there::contains);
        }
        List<String> words = Spelled.runs(sentence);
        int asked = 0;
        int held = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = Spelled.plain(words.get(i));
            boolean strict = isNumber(word) || i > 0 && Character.isUpperCase(words.get(i).charAt(0)) && !isGerman();
            boolean found = isIn(word, there, strict);
            if (strict && !found && !isFree(word)) {
                return false;
            }
            if (!isFree(word)) {
                asked++;
                held += found ? 1 : 0;
            }
        }
        return asked > 0 && held >= share * asked;
    }

    /** Returns whether two facts of one user are on the same matter, so that the later one may replace the earlier one. */
    boolean isOnSameMatter(String later, String earlier, Set<String> subject) {
        if (Spelled.isUnspaced(later)) {
            return !common(pairs(stripped(later)), pairs(stripped(earlier))).isEmpty() || languages.stream()
                    .anyMatch(language -> language.single().stream().anyMatch(group -> has(later, group) && has(earlier, group)));
        }
        Set<String> before = Set.copyOf(Spelled.words(earlier));
        for (String word : Spelled.words(later)) {
            boolean telling = !isFree(word) && !subject.contains(word) && !isTurning(word) && meanings(word).isEmpty();
            if (telling && isIn(word, before, false) || singleMeanings(word).stream().anyMatch(group -> before.stream()
                    .anyMatch(other -> meanings(other).contains(group)))) {
                return true;
            }
        }
        return false;
    }

    private boolean isGerman() {
        return languages.stream().anyMatch(language -> language.code().equals("de"));
    }

    private boolean agrees(String fact, String sentence) {
        return has(fact, NOT) == has(sentence, NOT) && (!has(fact, PAST) || has(sentence, PAST))
                && KEPT.stream().allMatch(group -> !has(sentence, group) || (group.equals(OTHER) ? namesSomebody(fact) : has(fact, group)));
    }

    /** Returns whether a fact says whom it is about beside its user; a pronoun does not. */
    private boolean namesSomebody(String fact) {
        String plain = Spelled.plain(fact);
        List<String> words = Spelled.words(fact);
        return any(language -> language.group(OTHER).stream().filter(word -> !language.group(FactWords.FREE).contains(word))
                .anyMatch(word -> Spelled.isUnspaced(word) ? plain.contains(word) : words.contains(word)));
    }

    private boolean has(String text, String group) {
        if (Spelled.isUnspaced(text)) {
            String plain = Spelled.plain(text);
            return languages.stream().anyMatch(language -> language.group(group).stream().anyMatch(plain::contains));
        }
        List<String> words = Spelled.words(text);
        return group.equals(NOT) ? FactWords.denies(words)
                : languages.stream().anyMatch(language -> words.stream().anyMatch(language.group(group)::contains));
    }

    private boolean isCovered(String fact, String evidence, Set<String> subject) {
        Set<String> there = Set.copyOf(Spelled.words(evidence));
        if (Spelled.isUnspaced(fact)) {
            return pairShare(fact, evidence) >= ENOUGH_PAIRS && numbers(fact).stream().allMatch(there::contains);
        }
        boolean some = false;
        for (String run : Spelled.runs(fact)) {
            String word = Spelled.plain(run);
            if (isFree(word) || subject.contains(word) || isTurning(word) && !isPerson(word)) {
                continue;
            }
            if (!isIn(word, there, Character.isUpperCase(run.charAt(0)))) {
                return false;
            }
            some = true;
        }
        return some;
    }

    private boolean isIn(String word, Set<String> there, boolean name) {
        if (there.contains(word)) {
            return true;
        }
        Set<String> meanings = meanings(word);
        Set<String> terms = isNumber(word) ? Set.of() : new HashSet<>(analysis.terms(word));
        return there.stream().anyMatch(other -> Spelled.isSame(word, other, name) || meanings(other).stream().anyMatch(meanings::contains)
                || !terms.isEmpty() && !isNumber(other) && analysis.terms(other).stream().anyMatch(terms::contains));
    }

    private static boolean isNumber(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }

    private static Set<String> numbers(String text) {
        Set<String> numbers = new HashSet<>();
        Spelled.words(text).stream().filter(Evidence::isNumber).forEach(numbers::add);
        return numbers;
    }

    private boolean any(Predicate<FactWords> language) {
        return languages.stream().anyMatch(language);
    }

    private boolean isFree(String word) {
        return any(language -> language.group(FactWords.FREE).contains(word));
    }

    private boolean isTurning(String word) {
        return any(language -> TURNING.stream().anyMatch(group -> language.group(group).contains(word)));
    }

    private boolean isPerson(String word) {
        return any(language -> language.group(OTHER).contains(word));
    }

    private Set<String> meanings(String word) {
        Set<String> meanings = new HashSet<>();
        languages.forEach(language -> meanings.addAll(language.meanings(word)));
        return meanings;
    }

    private Set<String> singleMeanings(String word) {
        Set<String> meanings = new HashSet<>();
        languages.forEach(language -> language.meanings(word).stream().filter(language.single()::contains).forEach(meanings::add));
        return meanings;
    }

    /** Returns the share of the text's pairs of characters that the evidence has, without what any statement has. */
    private double pairShare(String text, String evidence) {
        Set<String> pairs = pairs(stripped(text));
        return pairs.isEmpty() ? 0 : (double) common(pairs, pairs(Spelled.plain(evidence))).size() / pairs.size();
    }

    private static Set<String> common(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        return common;
    }

    private String stripped(String text) {
        String rest = Spelled.plain(text);
        for (FactWords language : languages) {
            List<String> longestFirst = new ArrayList<>(language.group(FactWords.FREE));
            longestFirst.sort((one, other) -> other.length() - one.length());
            for (String word : longestFirst) {
                rest = word.length() > 1 ? rest.replace(word, " ") : rest;
            }
        }
        return rest.strip();
    }

    /** Returns the pairs of neighbouring letters without spaces, and whole words of other scripts. */
    private static Set<String> pairs(String text) {
        Set<String> pairs = new HashSet<>();
        for (String run : Spelled.runs(text.toLowerCase(Locale.ROOT))) {
            if (!Spelled.isUnspaced(run)) {
                pairs.add(run);
            }
            for (int i = 0; i + 1 < run.length(); i++) {
                if (Spelled.isUnspaced(run.charAt(i)) || Spelled.isUnspaced(run.charAt(i + 1))) {
                    pairs.add(run.substring(i, i + 2));
                }
            }
        }
        return pairs;
    }
}
