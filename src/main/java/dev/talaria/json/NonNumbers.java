package dev.talaria.json;

import org.jspecify.annotations.Nullable;

/** The non-numbers that JSON lacks but Python writes: NaN, Infinity and -Infinity. */
final class NonNumbers {
    private static final String[] NAMES = {"-Infinity", "Infinity", "NaN"};

    private NonNumbers() {
    }

    /** Returns the text with null in their place; strings are unchanged. */
    static String toNull(String text) {
        if (!text.contains("NaN") && !text.contains("Infinity")) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text.length());
        boolean inString = false;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            String name = inString ? null : nameAt(text, at);
            if (name != null) {
                repaired.append("null");
                at += name.length();
                continue;
            }
            if (inString && c == '\\' && at + 1 < text.length()) {
                repaired.append(c);
                at++;
            } else if (c == '"') {
                inString = !inString;
            }
            repaired.append(text.charAt(at));
            at++;
        }
        return repaired.toString();
    }

    private static @Nullable String nameAt(String text, int at) {
        for (String name : NAMES) {
            int end = at + name.length();
            if (text.startsWith(name, at) && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))
                    && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))) {
                return name;
            }
        }
        return null;
    }
}
