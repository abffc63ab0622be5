package dev.talaria.memory.local;

import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Memory in the server's own database, found by words, dates and speakers. The rows are the truth; each node derives a small index of a
 * scope when it is first searched, brings it up to the rows before every search, and forgets the least used ones beyond a bound.
 * Safe for many threads.
 */
public final class LocalMemory implements MemoryProvider {
    private static final int RECALLED_AT_MOST = 20;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final Duration SEARCH_PATIENCE = Duration.ofSeconds(10);

    private final MemoryStore store;
    private final TalariaConfig.Memory config;
    private final Clock clock;
    private final TextAnalysis analysis;
    private final IndexCache indexes;

    /** Something found, with a score that compares within one search only. */
    public record Found(Recall.Item item, String session) {
        public Found {
            Objects.requireNonNull(item);
            Objects.requireNonNull(session);
        }
    }

    public LocalMemory(Database database, TalariaConfig.Memory config, Clock clock) {
        this.store = new MemoryStore(database);
        this.config = config;
        this.clock = clock;
        this.analysis = new TextAnalysis(config.language());
        this.indexes = new IndexCache(store, analysis, config.indexBytes());
    }

    @Override
    public Write remember(MemoryTurn turn) {
        List<MemoryItem> items = new ArrayList<>();
        for (MemoryTurn.Said said : turn.said()) {
            String author = said.author() == null ? null : Passages.storable(said.author());
            for (String passage : Passages.of(said.text())) {
                String id = "mem_" + UUID.randomUUID().toString().replace("-", "");
                items.add(new MemoryItem(0, id, turn.session(), turn.run(), said.role(), author, passage, said.at()));
            }
        }
        Instant now = clock.instant();
        return handle -> store.append(handle, turn.scope(), items, now);
    }

    @Override
    public Write forget(String tenant, String session, Set<String> runs) {
        Instant now = clock.instant();
        return handle -> MemoryStore.forget(handle, tenant, session, runs, now);
    }

    @Override
    public Recall recall(RecallQuery query) {
        Filter others = new Filter(query.session(), null, null);
        Optional<List<Found>> found = find(query.scope(), query.text(), others, RECALLED_AT_MOST, config.recallTimeout());
        return found.map(all -> new Recall(withinBudget(all, query), false)).orElse(Recall.DEGRADED);
    }

    /**
     * The best matches of a text in a scope, best first; empty where nothing shares a word or a date with it.
     *
     * @param limit  how many at the most
     * @param before only what was said before; null for any time
     * @param after  only what was said then or later; null for any time
     * @throws dev.talaria.error.ApiException {@code database_unavailable} where the rows cannot be read, or not yet
     */
    public List<Found> search(MemoryScope scope, String text, int limit, Instant before, Instant after) {
        return find(scope, text, new Filter(null, before, after), limit, SEARCH_PATIENCE).orElseThrow(() ->
                ErrorCode.DATABASE_UNAVAILABLE.because("This memory is still being read; try again in a moment"));
    }

    /** @return empty where another thread is still reading the scope's rows */
    private Optional<List<Found>> find(MemoryScope scope, String text, Filter filter, int limit, Duration patience) {
        IndexedScope index = indexes.of(scope);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Optional<List<Hit>> hits = index.search(text, today, filter, limit, patience);
        indexes.settle(scope, index);
        return hits.map(found -> rows(scope, found));
    }

    /** How many scopes' indexes are in memory. */
    long indexedScopes() {
        return indexes.size();
    }

    private List<Found> rows(MemoryScope scope, List<Hit> hits) {
        Map<Long, MemoryItem> rows = store.pick(scope, hits.stream().map(Hit::seq).toList()).stream()
                .collect(Collectors.toMap(MemoryItem::seq, Function.identity()));
        List<Found> found = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            MemoryItem row = rows.get(hit.seq());
            if (row != null) {
                found.add(new Found(new Recall.Item(row.id(), row.at(), row.role(), row.author(), row.text(), hit.score()), row.session()));
            }
        }
        return found;
    }

    private static List<Recall.Item> withinBudget(List<Found> found, RecallQuery query) {
        long left = (long) query.tokenBudget() * CHARACTERS_PER_TOKEN;
        String asked = plain(query.text());
        List<Recall.Item> items = new ArrayList<>();
        for (Found one : found) {
            Recall.Item item = one.item();
            if (item.text().length() <= left && !plain(item.text()).equals(asked)) {
                items.add(item);
                left -= item.text().length();
            }
        }
        return items;
    }

    private static String plain(String text) {
        return String.join(" ", Words.of(text));
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "built-in (%s)", config.language());
    }

    @Override
    public void close() {
        indexes.clear();
        analysis.close();
    }
}
