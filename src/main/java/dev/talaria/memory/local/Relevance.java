package dev.talaria.memory.local;

import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.text.Words;
import java.util.ArrayList;
import java.util.List;

/** Selects the found rows that are worth a model's attention. */
final class Relevance {
    static final int RECALLED_AT_MOST = 20;
    /** Below this coverage, a row shares hardly more than a common word with the query. */
    private static final double WEAK = 0.25;
    private static final int WEAK_AT_MOST = 3;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private Relevance() {
    }

    /**
     * Returns the best items within the query's budget, best first; leaves out earlier copies of the question itself, and limits weak
     * matches to a few.
     */
    static List<Recall.Item> worthTelling(List<Finder.FoundRow> found, RecallQuery query) {
        long left = (long) query.tokenBudget() * CHARACTERS_PER_TOKEN;
        int weak = 0;
        String asked = plain(query.text());
        List<Recall.Item> items = new ArrayList<>();
        for (Finder.FoundRow foundRow : found) {
            MemoryItem row = foundRow.row().item();
            String text = row.text().strip();
            boolean isWeak = foundRow.hit().coverage() < WEAK;
            if (text.length() <= left && !(isWeak && weak == WEAK_AT_MOST) && !plain(text).equals(asked)) {
                items.add(new Recall.Item(row.id(), row.at(), row.role(), row.author(), text, foundRow.hit().score(),
                        foundRow.hit().signs()));
                left -= text.length();
                weak += isWeak ? 1 : 0;
            }
        }
        return items;
    }

    private static String plain(String text) {
        return String.join(" ", Words.of(text));
    }
}
