package dev.talaria.memory.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one language, as its resource states them, a line each:
 *
 * <pre>
 * gate: words            a sentence without any of them is left alone; ~ before an ending of words
 * NAME = pattern         a pattern that others use as {NAME}
 * lead: pattern          what may come before a statement at the start of a clause
 * join: pattern          where within a sentence another clause begins
 * doubt: pattern         found anywhere in a sentence, makes it no statement of the user's own
 * material: pattern      found anywhere in a message, makes all of it text to be worked on, or a play
 * intro: pattern         what may come before a colon; what follows any other is a quotation
 * asks: pattern          how a clause begins that asks
 * say: pattern           a rule; its groups, which are named after traits, are the values
 * alone: pattern         a rule for a sentence that has nothing but such sentences beside it
 * ask: pattern          a rule that holds in a question too: a request
 * first: pattern        a rule for what is the user's own unless the message has spoken of somebody else, or of an animal, before
 * end trait: pattern     a rule for what holds no more: the group's value, without a group whatever held
 * </pre>
 *
 * Immutable.
 *
 * @param byFirst the rules that may match a text with this first character; for any other, all may
 */
record ProfileLanguage(String code, Gate gate, Pattern lead, Pattern join, Pattern doubt, Pattern material, Pattern intro,
                       Pattern asks, List<Rule> rules, Map<Character, List<Rule>> byFirst) {
    /**
     * What a sentence must have for the rules to be tried.
     *
     * @param words   lower-case words
     * @param endings lower-case endings of words, for a language whose endings say who acts
     */
    record Gate(Set<String> words, List<String> endings) {
        private static final char ENDING = '~';
        /** A shorter word is rather one of another language. */
        private static final int LONG = 5;

        static Gate of(String text) {
            List<String> all = List.of(text.split(" "));
            return new Gate(all.stream().filter(word -> word.charAt(0) != ENDING).collect(Collectors.toUnmodifiableSet()),
                    all.stream().filter(word -> word.charAt(0) == ENDING).map(word -> word.substring(1)).toList());
        }

        boolean opens(Set<String> sentence) {
            for (String word : sentence) {
                if (words.contains(word) || word.length() >= LONG && endings.stream().anyMatch(word::endsWith)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Where a rule counts. */
    enum Scope {
        /** In a statement. */
        STATED,
        /** In a statement with no other sentences beside it, which make it a matter of the moment. */
        ALONE,
        /** In a statement, and in a question. */
        ASKED,
        /** In a statement before which the message speaks of nobody but the user. */
        FIRST
    }

    /**
     * A rule.
     *
     * @param groups the rule's groups of each trait, in order; their texts are joined by spaces
     * @param ended  what ends without a group; null for a rule with groups
     * @param effect of its statements
     * @param scope  where it counts
     */
    record Rule(Pattern pattern, Map<Trait, List<String>> groups, Trait ended, Statement.Effect effect, Scope scope) {
    }

    /**
     * Where a rule has matched.
     *
     * @param values by trait; without those that the rule leaves open
     * @param end    behind the match
     */
    record Match(Rule rule, Map<Trait, String> values, int end) {
    }

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
    private static final Pattern MACRO = Pattern.compile("(?<!\\\\[pP])\\{(\\p{Lu}+)\\}");
    private static final Map<String, Scope> RULES = Map.of("say", Scope.STATED, "alone", Scope.ALONE, "ask", Scope.ASKED,
            "first", Scope.FIRST);
    private static final Pattern NEVER = Pattern.compile("(?!)");

    ProfileLanguage {
        rules = List.copyOf(rules);
        byFirst = Map.copyOf(byFirst);
    }

    /** Reads the resource of a language. */
    static ProfileLanguage read(String code) {
        Map<String, String> macros = new HashMap<>();
        Map<String, Pattern> parts = new HashMap<>();
        List<Rule> rules = new ArrayList<>();
        Gate gate = Gate.of("-");
        List<String> lines = lines(code);
        for (String line : lines) {
            int colon = line.indexOf(':');
            int equals = line.indexOf(" = ");
            if (equals > 0 && line.substring(0, equals).chars().allMatch(Character::isUpperCase)) {
                macros.put(line.substring(0, equals), "(?:" + expanded(line.substring(equals + 3), macros) + ")");
                continue;
            }
            String key = line.substring(0, colon);
            String rest = line.substring(colon + 1).strip();
            if (key.equals("gate")) {
                gate = Gate.of(rest);
                continue;
            }
            Pattern pattern = Pattern.compile(expanded(rest, macros), FLAGS);
            Scope scope = RULES.get(key);
            if (scope != null) {
                rules.add(new Rule(pattern, groups(rest), null, Statement.Effect.HOLDS, scope));
            } else if (key.startsWith("end ")) {
                Map<Trait, List<String>> groups = groups(rest);
                rules.add(new Rule(pattern, groups, groups.isEmpty() ? Trait.of(key.substring(4)).orElseThrow() : null,
                        Statement.Effect.ENDS, Scope.STATED));
            } else {
                parts.put(key, pattern);
            }
        }
        return new ProfileLanguage(code, gate, part(parts, "lead"), part(parts, "join"), part(parts, "doubt"), part(parts, "material"),
                part(parts, "intro"), part(parts, "asks"), rules, byFirst(rules, lines));
    }

    /** Tries each character that the rules name: a rule that fails before it asks for more text can match nothing that begins so. */
    private static Map<Character, List<Rule>> byFirst(List<Rule> rules, List<String> lines) {
        Map<Character, List<Rule>> byFirst = new HashMap<>();
        String named = String.join("", lines);
        (named + named.toUpperCase(Locale.ROOT) + ALPHABET).chars().filter(Character::isLetter).distinct().forEach(letter -> {
            String first = String.valueOf((char) letter);
            byFirst.put((char) letter, rules.stream().filter(rule -> {
                Matcher matcher = rule.pattern().matcher(first);
                return matcher.lookingAt() || matcher.hitEnd();
            }).toList());
        });
        return byFirst;
    }

    private static Pattern part(Map<String, Pattern> parts, String key) {
        return parts.getOrDefault(key, NEVER);
    }

    private static List<String> lines(String code) {
        try (InputStream in = ProfileLanguage.class.getResourceAsStream("/dev/talaria/memory/profile/" + code + ".rules")) {
            if (in == null) {
                throw new IllegalStateException("no rules for the language " + code);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String expanded(String pattern, Map<String, String> macros) {
        return MACRO.matcher(pattern).replaceAll(macro -> {
            String meaning = macros.get(macro.group(1));
            if (meaning == null) {
                throw new IllegalStateException("the rules do not define " + macro.group());
            }
            return Matcher.quoteReplacement(meaning);
        });
    }

    private static Map<Trait, List<String>> groups(String pattern) {
        Map<Trait, List<String>> groups = new EnumMap<>(Trait.class);
        Matcher group = Pattern.compile("\\(\\?<(\\p{Ll}+)(\\d?)>").matcher(pattern);
        while (group.find()) {
            for (Trait trait : Trait.values()) {
                if (trait.group().equals(group.group(1))) {
                    groups.computeIfAbsent(trait, none -> new ArrayList<>()).add(group.group(1) + group.group(2));
                }
            }
        }
        return groups;
    }

    /** Returns the first rule that matches at the start of a clause, or behind what leads in to it; null if none does. */
    @Nullable Match match(String text, int start) {
        int from = start;
        Matcher opening = lead.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        while (from < text.length()) {
            for (Rule rule : byFirst.getOrDefault(text.charAt(from), rules)) {
                Matcher matcher = rule.pattern().matcher(text).region(from, text.length()).useTransparentBounds(true)
                        .useAnchoringBounds(false);
                if (matcher.lookingAt()) {
                    return new Match(rule, values(rule, matcher), matcher.end());
                }
            }
            boolean led = opening.region(from, text.length()).lookingAt() && opening.end() > from;
            from = led ? opening.end() : text.length();
        }
        return null;
    }

    private static Map<Trait, String> values(Rule rule, Matcher matcher) {
        Map<Trait, String> values = new EnumMap<>(Trait.class);
        rule.groups().forEach((trait, groups) -> {
            StringJoiner value = new StringJoiner(" ");
            groups.stream().map(matcher::group).filter(Objects::nonNull).forEach(value::add);
            if (value.length() > 0) {
                values.put(trait, value.toString());
            }
        });
        return values;
    }

    /** Returns whether the language's rules may match a sentence with these words. */
    boolean concerns(Set<String> words) {
        return gate.opens(words);
    }
}
