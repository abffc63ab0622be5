package dev.talaria.model;

import dev.talaria.text.Secrets;
import dev.talaria.text.Truncation;
import java.util.regex.Pattern;

/** Makes an upstream's text safe to show: removes keys and text direction marks, collapses white space, limits the length. */
final class Redaction {
    static final int MAX_LENGTH = 500;
    private static final int MIN_KEY_LENGTH = 4;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private final String ownKey;

    /** @param ownKey the key sent to the upstream, which is always removed; null for none */
    Redaction(String ownKey) {
        this.ownKey = ownKey != null && ownKey.length() >= MIN_KEY_LENGTH ? ownKey : null;
    }

    String clean(String text) {
        String shown = ownKey == null ? text : text.replace(ownKey, Secrets.STARS);
        return Truncation.marked(BLANKS.matcher(Secrets.withoutKeys(shown)).replaceAll(" ").strip(), MAX_LENGTH);
    }
}
