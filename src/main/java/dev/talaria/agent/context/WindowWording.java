package dev.talaria.agent.context;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a model's context window from the words with which it refuses a prompt that is too long. */
final class WindowWording {
    private static final int LOOKED_AT = 2_000;
    private static final int SMALLEST = 256;
    private static final int LARGEST = 100_000_000;
    private static final String NUMBER = "(\\d[\\d,_]*)";

    /** The first that finds a number decides: the words next to the number are more reliable than those further away. */
    private static final List<Pattern> WORDINGS = List.of(
            "(?:context|model|sequence)[ _-]?(?:length|window|size|len)[^.;\\d]{0,30}?(?:is|of|:|=|\\()[^.;\\d]{0,20}?" + NUMBER,
            "n_ctx[^\\d]{0,8}" + NUMBER,
            "(?:up to|at most|only supports?|supports? only|no more than|less than|limited to|<=?)[^.;\\d]{0,20}" + NUMBER,
            "> *" + NUMBER + "(?: tokens)? *(?:max|limit)",
            "(?:maximum|max|limit|allowed|available|supported)[^.;\\d]{0,60}?" + NUMBER,
            NUMBER + " *(?:tokens? *)?(?:max\\w*|limit|context|window)",
            "> *" + NUMBER).stream().map(Pattern::compile).toList();

    private WindowWording() {
    }

    /** Returns the window in tokens; empty if the words do not say. */
    static OptionalInt tokens(String words) {
        String text = words.substring(0, Math.min(words.length(), LOOKED_AT)).toLowerCase(Locale.ROOT);
        for (Pattern wording : WORDINGS) {
            Matcher found = wording.matcher(text);
            while (found.find()) {
                OptionalInt tokens = number(found.group(1));
                if (tokens.isPresent()) {
                    return tokens;
                }
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt number(String digits) {
        String plain = digits.replaceAll("[,_]", "");
        if (plain.length() > String.valueOf(LARGEST).length()) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(plain);
        return number >= SMALLEST && number <= LARGEST ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
