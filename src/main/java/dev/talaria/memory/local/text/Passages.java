package dev.talaria.memory.local.text;

import dev.talaria.text.Truncation;
import java.util.ArrayList;
import java.util.List;

/** Cuts long texts into passages, so that one pasted document neither fills a recall nor drowns its own details. */
public final class Passages {
    public static final int MAX = 2_000;
    private static final int MIN = MAX / 2;

    private Passages() {
    }

    /**
     * Returns the text in order, in pieces of at most {@link #MAX} characters, cut after paragraphs, sentences or spaces where there are
     * any. Joined they are the text again; a blank text has none.
     */
    public static List<String> of(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> passages = new ArrayList<>(1);
        String whole = storable(text);
        int start = 0;
        while (whole.length() - start > MAX) {
            int cut = start + cut(Truncation.start(whole.substring(start, start + MAX + 1), MAX));
            passages.add(whole.substring(start, cut));
            start = cut;
        }
        passages.add(whole.substring(start));
        return passages;
    }

    /** Removes NULs, which PostgreSQL does not store. */
    public static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Returns where to cut a text that is longer than a passage. */
    private static int cut(String text) {
        for (String end : List.of("\n\n", "\n", ". ", "\u3002", " ")) {
            int at = text.lastIndexOf(end);
            if (at >= MIN) {
                return at + end.length();
            }
        }
        return text.length();
    }
}
