package dev.talaria.memory.local;

import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileEntry;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.ScopeUse;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.UserState;
import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.tool.Afterwards;
import dev.talaria.memory.local.tool.MemoryTools;
import dev.talaria.memory.profile.ProfileRules;
import dev.talaria.memory.profile.Profiles;
import dev.talaria.memory.profile.StoredStatement;
import dev.talaria.metric.Meters;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Memory in the server's own database, searched by words, dates, speakers and, with an embedder, meaning. The rows are authoritative: each
 * node derives a small index of a scope on its first search, updates it from the rows before every search, and evicts the least used
 * indexes beyond a bound. Safe for many threads.
 */
public final class LocalMemory implements MemoryCatalog {
    private static final Duration SEARCH_PATIENCE = Duration.ofSeconds(10);
    /** A smaller scope is read without a noticeable wait. */
    static final int LARGE = 2_000;
    private static final int MAX_PREPARED = 20;

    private final Database database;
    private final ScopeStore scopes;
    private final MemoryStore store;
    private final CensusStore census;
    private final ProfileStore profiles;
    private final Sweeper sweeper;
    private final DrawnStore drawn;
    private final Optional<Drawings> drawings;
    private final GroupCommit commits;
    /** No tenant has an empty name. */
    private static final MemoryScope NOWHERE = new MemoryScope("", "");

    private final TalariaConfig.Memory config;
    private final Clock clock;
    private final Languages languages;
    private final SemanticSearch semantic;
    private final Snapshots snapshots;
    private final Finder finder;
    private final WideSearch wide;
    private final StatementsAhead statements = new StatementsAhead();
    private volatile boolean closed;

    /** A memory that compares words alone. */
    public LocalMemory(Database database, GroupCommit commits, TalariaConfig.Memory config, Clock clock) {
        this(database, commits, config, clock, SemanticSearch.OFF);
    }

    /** A memory that draws no facts. */
    public LocalMemory(Database database, GroupCommit commits, TalariaConfig.Memory config, Clock clock, SemanticSearch semantic) {
        this(database, commits, config, clock, semantic, Optional.empty());
    }

    /**
     * @param semantic over the same database; closed with this
     * @param drawing  over the same database; empty to draw no facts and summaries
     */
    public LocalMemory(Database database, GroupCommit commits, TalariaConfig.Memory config, Clock clock, SemanticSearch semantic,
                       Optional<DrawingParts> drawing) {
        this.database = database;
        this.scopes = new ScopeStore(database);
        this.store = new MemoryStore(database);
        this.census = new CensusStore(database, semantic);
        this.profiles = new ProfileStore(database);
        this.commits = commits;
        this.config = config;
        this.clock = clock;
        this.semantic = semantic;
        this.languages = new Languages(config.language(), config.languages());
        this.snapshots = new Snapshots(database, commits, LARGE);
        this.finder = new Finder(database, semantic, languages, snapshots, config.indexBytes());
        this.wide = new WideSearch(finder);
        this.sweeper = new Sweeper(new ForgettingStore(database), commits);
        this.drawn = new DrawnStore(database);
        this.drawings = drawing.map(parts -> new Drawings(parts, semantic, languages));
    }

    /** Shows the state of the indexes. */
    public void observe(Meters meters) {
        finder.observe(meters);
    }

    /**
     * Blocks for one recall. Then, in the background, deletes what an earlier process was asked to forget and did not finish, warms up, and
     * reads the large scopes in recent use, the latest used last, so that it is evicted last.
     */
    @Override
    public void prepare(Executor executor) {
        recall(new RecallQuery(Peer.of(NOWHERE), SessionRef.named("", "", ""), "What was said yesterday?", 1));
        finder.clear();
        snapshots.writeOn(executor);
        finder.readOn(executor);
        sweeper.sweepOn(executor);
        executor.execute(ProfileRules::prepare);
        statements.readOn(executor);
        executor.execute(() -> WarmUp.run(languages.of(NOWHERE.tenant()), clock.instant(), () -> closed));
        executor.execute(() -> {
            List<MemoryScope> large = new ArrayList<>(census.large(LARGE, MAX_PREPARED));
            Collections.reverse(large);
            for (MemoryScope scope : large) {
                boolean done = closed;
                while (!done) {
                    done = finder.prepare(scope) || closed;
                }
            }
        });
    }

    @Override
    public Write remember(MemoryTurn turn) {
        List<Draft> drafts = Afterwards.kept(turn, languages.of(turn.scope().tenant())).stream()
                .map(utterance -> Draft.of(SessionNames.of(turn.session()), turn.run(), utterance.role(), utterance.author(),
                utterance.text(), utterance.at()))
                .filter(draft -> !draft.passages().isEmpty()).toList();
        if (drafts.isEmpty()) {
            return Write.NOTHING;
        }
        Instant now = clock.instant();
        int rows = MemoryStore.rows(drafts);
        List<ProfileNote> notes = drafts.stream().map(draft -> ProfileNote.of(turn.peer(), draft, statements)).toList();
        return handle -> {
            ScopeStore.Mark mark = ScopeStore.take(handle, turn.scope(), rows, now);
            if (mark.epoch() <= turn.epoch()) {
                ProfileStore.insertAll(handle, notes, MemoryStore.insert(handle, turn.scope(), mark.lastSeq() - rows, drafts));
                drawings.ifPresent(each -> each.said(handle, turn, mark.lastSeq() - rows + 1, mark.lastSeq(), now));
                handle.afterCommit(() -> semantic.wake(turn.scope()));
            }
        };
    }

    @Override
    public long epoch(MemoryScope scope) {
        return scopes.epoch(scope);
    }

    @Override
    public Recall recall(RecallQuery query) {
        statements.begin(query.text());
        Filter others = new Filter(SessionNames.of(query.session()), null, null);
        IndexQuery indexQuery = new IndexQuery(query.text(), today(), others, Relevance.LOOKED_AT).after(query.before());
        TextAnalysis analysis = languages.of(query.scope().tenant());
        List<Finder.FoundRow> rows = new ArrayList<>();
        if (indexQuery.asksForATime(analysis)) {
            rows.addAll(summaries(query, indexQuery, others));
        }
        return wide.find(query.peer(), scope -> indexQuery, Relevance::mayBeTold, config.recallTimeout()).map(found -> {
            rows.addAll(found.merged());
            List<Finder.FoundRow> told = rows.stream().filter(row -> isFor(query.peer(), row)).toList();
            return new Recall(new Relevance(query, found.rarities(), analysis).worthTelling(told), found.degraded());
        }).orElse(Recall.DEGRADED);
    }

    /** What a session was about tells more of a day than the last that was said on it. Most memories have no summaries. */
    private List<Finder.FoundRow> summaries(RecallQuery query, IndexQuery indexQuery, Filter others) {
        Map<MemoryScope, long[]> known = new HashMap<>();
        Stream.concat(Stream.of(query.scope()), query.peer().also().stream())
                .forEach(scope -> known.put(scope, drawn.summaries(scope, forgotten(scope))));
        if (known.values().stream().allMatch(summaries -> summaries.length == 0)) {
            return List.of();
        }
        return wide.find(query.peer(), scope -> indexQuery.within(others.only(Filter.Only.of(known.getOrDefault(scope, new long[0])))),
                Relevance::mayBeTold, config.recallTimeout()).map(WideSearch.Found::merged).orElse(List.of());
    }

    /** Returns whether a row holds, and is not a fact of another user that does not say whose it is. */
    private static boolean isFor(Peer peer, Finder.FoundRow row) {
        String person = row.origin().person();
        boolean nameless = person != null && row.row().item().author() == null && !person.equals(peer.userId());
        return row.isCurrent() && !nameless;
    }

    @Override
    public List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query) {
        // Several passages of one message become one result, so more are requested.
        WideSearch.Found found = wide.find(peer, scope -> new IndexQuery(query.text(), today(), filter(scope, query.filter()),
                2 * query.limit()), UnaryOperator.identity(), SEARCH_PATIENCE).orElseThrow(() ->
                ErrorCode.DATABASE_UNAVAILABLE.because("This memory is still being read; try again in a moment"));
        List<List<Remembered.ScoredMemory>> scopes = new ArrayList<>();
        for (List<Finder.FoundRow> rows : found.scopes()) {
            boolean own = scopes.isEmpty();
            Set<String> seen = new HashSet<>();
            scopes.add(rows.stream().filter(row -> query.filter().validity() != ItemFilter.Validity.CURRENT || row.isCurrent())
                    .filter(row -> seen.add(row.row().item().id())).map(row -> new Remembered.ScoredMemory(
                    row.row().remembered(row.row().item().text(), row.origin()), row.hit().score(), own)).toList());
        }
        return WideSearch.merge(scopes).stream().limit(query.limit()).toList();
    }

    private Filter filter(MemoryScope scope, ItemFilter wanted) {
        Filter.Only only = wanted.isByOrigin() ? Filter.Only.of(store.matching(scope, wanted, forgotten(scope))) : null;
        return new Filter(only, null, wanted.before(), wanted.after());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest pageRequest) {
        if (pageRequest.after() != null && ItemId.seq(pageRequest.after()).isEmpty()) {
            throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of an item");
        }
        MemoryScope scope = peer.scope();
        long forgotten = forgotten(scope);
        List<Row> heads = store.heads(scope,
                new MemoryPage.PageRequest(pageRequest.after(), pageRequest.limit() + 1, pageRequest.newestFirst(),
                        pageRequest.filter()), forgotten);
        boolean more = heads.size() > pageRequest.limit();
        return new MemoryPage<>(whole(scope, heads.stream().limit(pageRequest.limit()).toList()), more);
    }

    @Override
    public Optional<Remembered> find(Peer peer, String id) {
        MemoryScope scope = peer.scope();
        OptionalLong seq = ItemId.seq(id);
        return seq.isEmpty() || seq.getAsLong() <= forgotten(scope) ? Optional.empty()
                : store.pick(scope, List.of(seq.getAsLong())).stream().filter(row -> row.item().id().equals(id)).findFirst()
                        .map(head -> whole(scope, List.of(head)).get(0));
    }

    /** Returns the whole items that begin with these rows. */
    List<Remembered> whole(MemoryScope scope, List<Row> heads) {
        Map<Long, DrawnStore.Origin> origins = drawn.origins(scope, heads);
        return heads.stream().map(head -> whole(scope, head, origins.getOrDefault(head.head(), DrawnStore.Origin.NONE))).toList();
    }

    private Remembered whole(MemoryScope scope, Row head, DrawnStore.Origin origin) {
        StringBuilder text = new StringBuilder(head.item().text());
        if (head.parts() > 1) {
            store.read(scope, head.head(), head.last()).forEach(row -> text.append(row.item().text()));
        }
        return head.remembered(text.toString(), origin);
    }

    @Override
    public MemoryProfile profile(Peer peer) {
        return census.profile(peer.scope(), forgotten(peer.scope())).withEntries(profiles.read(peer.scope()).all());
    }

    @Override
    public List<ProfileEntry> aboutUser(Peer peer) {
        return profiles.read(peer.scope()).of(peer);
    }

    @Override
    public UserState state(Peer user) {
        return database.read(handle -> new UserState(ScopeStore.mark(handle, user.scope()).map(ScopeStore.Mark::epoch).orElse(0L),
                ProfileStore.read(handle, user.scope()).of(user)));
    }

    @Override
    public boolean editProfile(Peer peer, String id, String value) {
        Instant now = clock.instant();
        return changeProfile(peer.scope(), known -> known.with(id, value, now));
    }

    @Override
    public boolean deleteFromProfile(Peer peer, String id) {
        return changeProfile(peer.scope(), known -> known.without(id));
    }

    private boolean changeProfile(MemoryScope scope, Function<Profiles, List<StoredStatement>> change) {
        AtomicBoolean changed = new AtomicBoolean();
        commits.commit(handle -> {
            changed.set(ProfileStore.change(handle, scope, change));
        });
        return changed.get();
    }

    @Override
    public Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> wanted) {
        return census.sizes(wanted);
    }

    /** Reports that the scope has new passages. */
    void wake(MemoryScope scope) {
        semantic.wake(scope);
    }

    long forgotten(MemoryScope scope) {
        return scopes.mark(scope).map(ScopeStore.Mark::forgotten).orElse(0L);
    }

    @Override
    public List<Incoming.Outcome> importing(Peer peer, List<Incoming> messages) {
        Instant now = clock.instant();
        AtomicReference<List<Incoming.Outcome>> outcomes = new AtomicReference<>(List.of());
        if (!messages.isEmpty()) {
            List<ProfileNote> notes = messages.stream()
                    .map(message -> ProfileNote.of(peer, message.role(), message.author(), message.text())).toList();
            commits.commit(handle -> {
                outcomes.set(ImportStore.write(handle, peer.scope(), messages, now));
                ProfileStore.insertNew(handle, notes, outcomes.get());
            });
            semantic.wake(peer.scope());
            finder.readOn(peer.scope());
        }
        return outcomes.get();
    }

    @Override
    public Forgotten forget(Peer peer) {
        MemoryScope scope = peer.scope();
        long count = census.count(scope, forgotten(scope));
        commits.commit(ForgettingStore.forget(scope, clock.instant()));
        sweeper.sweep(scope);
        return new Forgotten(count, List.of());
    }

    @Override
    public Write forget(SessionRef session) {
        return ForgettingStore.session(session.tenant(), SessionNames.of(session), clock.instant());
    }

    @Override
    public boolean forget(Peer peer, String id) {
        MemoryScope scope = peer.scope();
        OptionalLong seq = ItemId.seq(id);
        long forgotten = forgotten(scope);
        Optional<Row> head = seq.isEmpty() || seq.getAsLong() <= forgotten ? Optional.empty()
                : store.pick(scope, List.of(seq.getAsLong())).stream().filter(row -> row.item().id().equals(id)).findFirst();
        head.ifPresent(row -> commits.commit(ForgettingStore.item(scope, row)));
        return head.isPresent();
    }

    @Override
    public Optional<Remembered> edit(Peer peer, String id, String text) {
        MemoryScope scope = peer.scope();
        AtomicReference<Optional<Row>> edited = new AtomicReference<>(Optional.empty());
        commits.commit(handle -> {
            edited.set(EditStore.write(handle, scope, id, text, clock.instant()));
            edited.get().ifPresent(head -> ProfileStore.replace(handle, scope, head, text));
        });
        semantic.wake(scope);
        return edited.get().map(head -> whole(scope, List.of(head)).get(0));
    }

    @Override
    public List<Tool> tools() {
        return config.tools() ? MemoryTools.over(new ToolItems(this, store, commits, languages, clock)) : List.of();
    }

    /** Returns how drawing facts and summaries goes; empty if none are drawn. Reads the database. */
    public Optional<DrawingHealth> drawing() {
        return drawings.map(Drawings::health);
    }

    /** Returns how many scopes have an index in memory. */
    long indexedScopes() {
        return finder.indexedScopes();
    }

    @Override
    public Optional<String> trouble() {
        return semantic.trouble();
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "built-in (%s, %s)", config.language(), semantic.description());
    }

    @Override
    public void close() {
        closed = true;
        drawings.ifPresent(Drawings::close);
        semantic.close();
        finder.clear();
        languages.close();
    }
}
