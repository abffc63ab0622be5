package dev.talaria.memory.local;

import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.text.Excerpt;
import dev.talaria.memory.local.text.FunctionWords;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Selects the found rows that are worth a model's attention, and cuts them to what answers the query. For one recall. */
final class Relevance {
    /** How many rows are looked at. */
    static final int LOOKED_AT = 60;
    static final int RECALLED_AT_MOST = 40;
    /** Where nothing found covers this much of the query, it is about something that was never spoken of. */
    private static final double FLOOR = 0.3;
    /** Below this coverage, a row shares hardly more than a common word with the query. */
    private static final double WEAK = 0.15;
    /** The same for a row without a word of the query, as a share of the best coverage. */
    private static final double WEAK_MEANING = 0.35;
    private static final int WEAK_AT_MOST = 3;
    /** As many weak rows are fetched: a few of them may be equal, too long or the question itself. */
    private static final int WEAK_FETCHED = 4 * WEAK_AT_MOST;
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** The best few may be longer than the others. */
    private static final int BEST = 5;
    private static final int MAX_LENGTH_OF_BEST = 450;
    private static final int MAX_LENGTH = 320;
    /** The mark of a list, the day and the marks around it and the speaker. */
    private static final int PREFIX = 18;
    /** How far up a newer item moves, and the share of the query's words that it must have in common with an older one. */
    private static final int NEAR = 10;
    private static final double SAME = 0.6;

    private final RecallQuery query;
    private final Map<String, Double> rarities;
    private final TextAnalysis analysis;
    private long left;

    /** @param rarities the query's terms, rare ones weighing more */
    Relevance(RecallQuery query, Map<String, Double> rarities, TextAnalysis analysis) {
        this.query = query;
        this.rarities = rarities;
        this.analysis = analysis;
        this.left = (long) query.tokenBudget() * CHARACTERS_PER_TOKEN;
    }

    /**
     * Returns the best items within the query's budget; nothing if nothing found is about the query. Leaves out earlier copies of the
     * question itself, says equal ones once, limits weak matches to a few, and puts newer ones before older ones on the same matter.
     *
     * @param found best first
     */
    List<Recall.Item> worthTelling(List<Finder.FoundRow> found) {
        double best = best(found.stream().map(Finder.FoundRow::hit).toList());
        if (best < FLOOR) {
            return List.of();
        }
        String asked = plain(query.text());
        Set<String> messages = new HashSet<>();
        Map<String, Integer> places = new HashMap<>();
        List<Recall.Item> items = new ArrayList<>();
        int weak = 0;
        for (Finder.FoundRow foundRow : found) {
            boolean isWeak = isWeak(foundRow.hit(), best);
            MemoryItem row = foundRow.row().item();
            if (isWeak && weak == WEAK_AT_MOST || items.size() == RECALLED_AT_MOST || messages.contains(row.id())) {
                continue;
            }
            Recall.Item item = item(foundRow, items.size() < BEST ? MAX_LENGTH_OF_BEST : MAX_LENGTH);
            String said = plain(row.text());
            Integer same = places.get(said);
            if (same != null) {
                items.set(same, newer(items.get(same), item));
            } else if (cost(item) <= left && !said.equals(asked)) {
                places.put(said, items.size());
                items.add(item);
                left -= cost(item);
                messages.add(row.id());
                weak += isWeak ? 1 : 0;
            }
        }
        return newestFirst(items);
    }

    /** Returns those hits of a scope of which {@link #worthTelling} needs the rows, in order. */
    static List<Hit> mayBeTold(List<Hit> hits) {
        double best = best(hits);
        if (best < FLOOR) {
            return List.of();
        }
        List<Hit> wanted = new ArrayList<>(hits.size());
        int weak = 0;
        for (Hit hit : hits) {
            weak += isWeak(hit, best) ? 1 : 0;
            if (weak <= WEAK_FETCHED || !isWeak(hit, best)) {
                wanted.add(hit);
            }
        }
        return wanted;
    }

    private static double best(List<Hit> hits) {
        return hits.stream().mapToDouble(Hit::coverage).max().orElse(0);
    }

    private static boolean isWeak(Hit hit, double best) {
        boolean byMeaning = !hit.signs().contains("words") && !hit.signs().contains("neighbours");
        return hit.coverage() < (byMeaning ? Math.max(WEAK, WEAK_MEANING * best) : WEAK);
    }

    private Recall.Item item(Finder.FoundRow found, int most) {
        MemoryItem row = found.row().item();
        Hit hit = found.hit();
        return new Recall.Item(row.id(), row.at(), row.role(), row.author(), Excerpt.of(row.text(), rarities, analysis, most), hit.score(),
                hit.signs(), found.row().kind());
    }

    private static Recall.Item newer(Recall.Item one, Recall.Item other) {
        return other.at().isAfter(one.at()) ? other : one;
    }

    private static int cost(Recall.Item item) {
        return item.text().length() + PREFIX + (item.author() == null ? item.role().wire() : item.author()).length();
    }

    /** Moves each of the first items before an older one that it may replace. */
    private List<Recall.Item> newestFirst(List<Recall.Item> items) {
        List<Recall.Item> ordered = new ArrayList<>(items);
        Map<Recall.Item, Set<String>> terms = new HashMap<>();
        items.stream().limit(NEAR).forEach(item -> terms.put(item, new HashSet<>(analysis.terms(item.text()))));
        for (int i = 1; i < Math.min(NEAR, ordered.size()); i++) {
            Recall.Item item = ordered.get(i);
            int place = i;
            for (int before = i - 1; before >= 0; before--) {
                Recall.Item other = ordered.get(before);
                place = item.at().isAfter(other.at()) && replaces(item, other, terms) ? before : place;
            }
            ordered.add(place, ordered.remove(i));
        }
        return ordered;
    }

    /** Returns whether both were said by the same party on the same matter. */
    private boolean replaces(Recall.Item newer, Recall.Item older, Map<Recall.Item, Set<String>> terms) {
        if (newer.role() != older.role() || !String.valueOf(newer.author()).equals(String.valueOf(older.author()))) {
            return false;
        }
        double asked = 0;
        double common = 0;
        boolean shared = false;
        Set<String> newerTerms = terms.getOrDefault(newer, Set.of());
        for (String term : terms.getOrDefault(older, Set.of())) {
            double weight = rarities.getOrDefault(term, 0.0);
            boolean both = newerTerms.contains(term);
            asked += weight;
            common += both ? weight : 0;
            shared |= both;
        }
        return asked > 0 && common >= SAME * asked || shared && FunctionWords.tellChange(Words.of(newer.text()));
    }

    private static String plain(String text) {
        return String.join(" ", Words.of(text));
    }
}
