package dev.talaria.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one most likely means. Pure functions. */
public final class Spelling {
    private static final int MAX_LENGTH = 100;

    private Spelling() {
    }

    private record Candidate(String name, int distance) {
    }

    /**
     * Returns the known name that is closest by letters and digits, ignoring case, else the first name that contains all words of the
     * written one in order. Empty if none is close.
     *
     * @param known names of one form, such as {@code TALARIA_MODEL_NAME}; a prefix that all of them share is ignored
     */
    public static Optional<String> nearest(String written, Collection<String> known) {
        if (written.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String shared = known.stream().map(Spelling::folded).reduce(Spelling::commonStart).orElse("");
        String folded = folded(written);
        boolean begun = folded.startsWith(shared);
        String own = begun ? folded.substring(shared.length()) : folded;
        Optional<String> close = known.stream()
                .map(name -> new Candidate(name, distance(own, folded(name).substring(begun ? shared.length() : 0))))
                .min(Comparator.comparingInt(Candidate::distance))
                .filter(best -> best.distance() <= Math.max(2, own.length() / 5)
                        && best.distance() < folded(best.name()).length() - shared.length())
                .map(Candidate::name);
        return close.or(() -> own.length() < 3 ? Optional.empty() : known.stream().filter(name -> hasWords(name, written)).findFirst());
    }

    private static boolean hasWords(String name, String written) {
        int from = 0;
        String whole = name.toUpperCase(Locale.ROOT);
        for (String word : written.toUpperCase(Locale.ROOT).split("[^\\p{Alnum}]+")) {
            int at = whole.indexOf(word, from);
            if (at < 0) {
                return false;
            }
            from = at + word.length();
        }
        return true;
    }

    private static String folded(String name) {
        return name.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
    }

    private static String commonStart(String one, String other) {
        int i = 0;
        while (i < one.length() && i < other.length() && one.charAt(i) == other.charAt(i)) {
            i++;
        }
        return one.substring(0, i);
    }

    /** Returns the edit distance: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = above;
            above = row;
        }
        return above[other.length()];
    }
}
