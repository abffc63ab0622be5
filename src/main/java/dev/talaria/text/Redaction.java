package dev.talaria.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes another program's text safe to show: removes keys and text direction marks, collapses white space, limits the length. Immutable.
 */
public final class Redaction {
    public static final int MAX_LENGTH = 500;
    private static final int MIN_KEY_LENGTH = 4;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private final List<String> secrets;

    /** @param secrets what the other program was told, which is always removed; words of a few characters count as none */
    public Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream().filter(secret -> secret.length() >= MIN_KEY_LENGTH)
                .sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    public String clean(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, Secrets.STARS);
        }
        return Truncation.marked(BLANKS.matcher(Secrets.withoutKeys(shown)).replaceAll(" ").strip(), MAX_LENGTH);
    }
}
