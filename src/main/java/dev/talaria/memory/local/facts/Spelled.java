package dev.talaria.memory.local.facts;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words as they are compared: lower case, without accents. Pure functions. */
final class Spelled {
    private static final Pattern MARKS = Pattern.compile("\\p{Mn}+");
    /** The shortest beginning that two forms of a word share, and its share of the longer form; of names, which differ less, more. */
    private static final int MIN_STEM = 4;
    private static final double STEM = 0.6;
    private static final double STEM_OF_NAME = 0.75;

    private Spelled() {
    }

    static String plain(String text) {
        String bare = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        return Normalizer.normalize(bare, Normalizer.Form.NFC).toLowerCase(Locale.ROOT).replace('\u0131', 'i').replace('\u0142', 'l')
                .replace("\u00DF", "ss");
    }

    /** Returns the runs of letters and digits of a text. */
    static List<String> words(String text) {
        return runs(plain(text));
    }

    /** Returns the runs of letters and digits as they are written. */
    static List<String> runs(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    /** Returns whether two words of {@link #words} are forms of one. */
    static boolean isSame(String one, String other, boolean name) {
        if (one.equals(other)) {
            return true;
        }
        if (one.chars().anyMatch(Character::isDigit) || other.chars().anyMatch(Character::isDigit)) {
            return false;
        }
        int common = 0;
        while (common < Math.min(one.length(), other.length()) && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common >= MIN_STEM && common >= (name ? STEM_OF_NAME : STEM) * Math.max(one.length(), other.length());
    }

    /** Returns whether a text is in a script without spaces, or in Korean, whose words carry their particles. */
    static boolean isUnspaced(String text) {
        return text.chars().anyMatch(character -> isUnspaced((char) character));
    }

    static boolean isUnspaced(char character) {
        return character >= '\u2E80' && Character.isLetter(character);
    }
}
