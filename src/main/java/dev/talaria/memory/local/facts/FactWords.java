package dev.talaria.memory.local.facts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of one language by what they say in a fact, as its resource lists them: those that need no source, those that turn a statement
 * around ({@code not}, {@code past} …), and those that say the same. Immutable.
 *
 * @param single the groups of which a later statement replaces an earlier one
 */
record FactWords(String code, Map<String, Set<String>> groups, Set<String> single) {
    static final String FREE = "free";
    private static final String SELF = "self";
    private static final List<FactWords> SPACED = List.of(read("en"), read("de"), read("fr"), read("es"), read("it"), read("ru"),
            read("pl"), read("tr"));
    private static final FactWords CHINESE = read("zh");
    private static final FactWords JAPANESE = read("ja");
    private static final FactWords KOREAN = read("ko");
    /** The share of a text's words that the words of its language make, and of the best language's that make another one as likely. */
    private static final double MIN_SHARE = 0.3;
    private static final double AS_LIKELY = 0.8;
    private static final String NOT = "not";
    /** Negations in every language that is read, and in some that are not. */
    private static final Set<String> NEGATIONS = negations("niet geen nooit nao nem inte aldrig ikke ingen aldri nikdy neni");

    private static Set<String> negations(String others) {
        Set<String> all = new HashSet<>(List.of(others.split(" ")));
        SPACED.forEach(language -> all.addAll(language.group(NOT)));
        return Set.copyOf(all);
    }

    /** Returns whether a text in a script with spaces denies something, in whichever language. */
    static boolean denies(List<String> words) {
        return words.stream().anyMatch(NEGATIONS::contains);
    }

    private static FactWords read(String code) {
        try (InputStream in = FactWords.class.getResourceAsStream("/dev/talaria/memory/facts/" + code + ".words")) {
            if (in == null) {
                throw new IllegalStateException("no words for the language " + code);
            }
            Map<String, Set<String>> groups = new HashMap<>();
            Set<String> single = new HashSet<>();
            List<String> lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
            for (String line : lines) {
                String[] parts = line.split("\\*?: ", 2);
                Set<String> words = new HashSet<>();
                List.of(parts[1].strip().split(" ")).forEach(word -> words.add(Spelled.plain(word)));
                groups.put(parts[0], Set.copyOf(words));
                if (line.charAt(parts[0].length()) == '*') {
                    single.add(parts[0]);
                }
            }
            return new FactWords(code, Map.copyOf(groups), Set.copyOf(single));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the languages that a text may be in; none if it is in another one, or does not tell. */
    static List<FactWords> of(String text) {
        if (Spelled.isUnspaced(text)) {
            return List.of(unspaced(text));
        }
        List<String> words = Spelled.words(text);
        Map<FactWords, Integer> found = new HashMap<>();
        int best = 0;
        for (FactWords language : SPACED) {
            int count = (int) words.stream().filter(word -> language.groups().values().stream().anyMatch(group -> group.contains(word)))
                    .count();
            found.put(language, count);
            best = Math.max(best, count);
        }
        List<FactWords> likely = new ArrayList<>();
        for (FactWords language : SPACED) {
            if (best >= MIN_SHARE * words.size() && best > 0 && found.getOrDefault(language, 0) >= AS_LIKELY * best) {
                likely.add(language);
            }
        }
        return List.copyOf(likely);
    }

    private static FactWords unspaced(String text) {
        boolean kana = text.codePoints().anyMatch(point -> {
            Character.UnicodeScript script = Character.UnicodeScript.of(point);
            return script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA;
        });
        boolean hangul = text.codePoints().anyMatch(point -> Character.UnicodeScript.of(point) == Character.UnicodeScript.HANGUL);
        return hangul ? KOREAN : kana ? JAPANESE : CHINESE;
    }

    Set<String> group(String name) {
        return groups.getOrDefault(name, Set.of());
    }

    /** Returns the groups of words that say the same, which the word belongs to. */
    Set<String> meanings(String word) {
        Set<String> meanings = new HashSet<>();
        groups.forEach((name, words) -> {
            if (!Evidence.TURNING.contains(name) && !name.equals(FREE) && !name.equals(SELF) && words.contains(word)) {
                meanings.add(name);
            }
        });
        return meanings;
    }
}
