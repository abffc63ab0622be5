package dev.talaria.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what looks like a secret in text that is shown to people: API keys and tokens by their form, and values by their names. */
public final class Secrets {
    public static final String STARS = "***";
    private static final String STARRED = Matcher.quoteReplacement(STARS);
    private static final Pattern KEYS = Pattern.compile("\\b(?:sk|pk|rk)-[\\w*-]{4,}|\\b(?:gsk|hf|xai)[-_]\\w{8,}"
            + "|\\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-)[\\w-]{10,}|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bAIza[\\w-]{30,}"
            + "|\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[^\\s\"',\\\\]{4,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer)\\s+[^\\s\"',]+");
    private static final Pattern NAMED = Pattern.compile("(?i)([\\w-]*(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?key"
            + "|[_-]token|\\btoken)[\\w-]*\\\\?\"?\\s*[:=]\\s*\\\\?[\"']?)[^\\s\"',;&}\\\\]{3,}");
    private static final Pattern LOGIN = Pattern.compile("(\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@\"]{0,200}:)[^\\s/@\"]{1,200}(?=@)");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*-----)?");

    private Secrets() {
    }

    /** Returns the text without keys and bearer tokens, as vendors' error messages repeat them. */
    public static String withoutKeys(String text) {
        return BEARER.matcher(KEYS.matcher(text).replaceAll(STARRED)).replaceAll("$1 " + STARRED);
    }

    /** Returns the text also without passwords and whatever is called a secret; for the output of programs. */
    public static String redacted(String text) {
        String shown = PRIVATE_KEY.matcher(text).replaceAll(STARRED);
        shown = SCHEME.matcher(KEYS.matcher(shown).replaceAll(STARRED)).replaceAll("$1 " + STARRED);
        shown = NAMED.matcher(shown).replaceAll("$1" + STARRED);
        return LOGIN.matcher(shown).replaceAll("$1" + STARRED);
    }
}
