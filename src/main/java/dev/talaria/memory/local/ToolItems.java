package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.tool.Items;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.Sha256;
import dev.talaria.store.GroupCommit;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The items of the built-in memory, for its tools. Immutable, safe for many threads. */
final class ToolItems implements Items {
    /** How many rows a turn has on either side of one of its own, beyond which none is looked for. */
    private static final int TURN = 100;
    private static final String NOTE = "note:";

    private final LocalMemory memory;
    private final MemoryStore store;
    private final GroupCommit commits;
    private final Languages languages;
    private final Clock clock;

    ToolItems(LocalMemory memory, MemoryStore store, GroupCommit commits, Languages languages, Clock clock) {
        this.memory = memory;
        this.store = store;
        this.commits = commits;
        this.languages = languages;
        this.clock = clock;
    }

    @Override
    public List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query) {
        return memory.search(peer, query);
    }

    @Override
    public MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest page) {
        return memory.list(peer, page);
    }

    @Override
    public List<Remembered> pick(MemoryScope scope, List<String> ids) {
        Map<String, Row> heads = heads(scope, ids);
        return memory.whole(scope, ids.stream().distinct().filter(heads::containsKey).map(heads::get).toList());
    }

    private Map<String, Row> heads(MemoryScope scope, List<String> ids) {
        long forgotten = memory.forgotten(scope);
        List<Long> seqs = ids.stream().flatMap(id -> ItemId.seq(id).stream().boxed()).filter(seq -> seq > forgotten).distinct().toList();
        return store.pick(scope, seqs).stream().filter(row -> ids.contains(row.item().id()))
                .collect(Collectors.toMap(row -> row.item().id(), row -> row));
    }

    @Override
    public List<Remembered> ofSameTurns(MemoryScope scope, List<String> ids) {
        Map<String, Row> others = new LinkedHashMap<>();
        for (Row row : heads(scope, ids).values()) {
            String run = row.item().run();
            long from = Math.max(memory.forgotten(scope), row.head() - TURN - 1);
            if (!run.isEmpty()) {
                store.read(scope, from, row.last() + TURN).stream()
                        .filter(other -> other.item().run().equals(run) && other.part() == 0 && !ids.contains(other.item().id()))
                        .forEach(other -> others.put(other.item().id(), other));
            }
        }
        return memory.whole(scope, List.copyOf(others.values()));
    }

    @Override
    public void forget(MemoryScope scope, List<String> ids) {
        Set<Row> heads = Set.copyOf(heads(scope, ids).values());
        if (!heads.isEmpty()) {
            commits.commit(handle -> {
                for (Row head : heads) {
                    ForgettingStore.item(scope, head).apply(handle);
                }
            });
        }
    }

    @Override
    public Note note(RequestScope request, long epoch, String text) {
        MemoryScope scope = request.memoryScope().orElseThrow();
        Instant now = clock.instant();
        Incoming note = new Incoming(NOTE + Sha256.hex(text), request.session(), Role.ASSISTANT, null, text, now,
                JsonValue.EMPTY_JSON_OBJECT, ItemKind.NOTE);
        AtomicReference<Note> kept = new AtomicReference<>(Note.FORGOTTEN);
        commits.commit(handle -> {
            if (ScopeStore.take(handle, scope, 0, now).epoch() <= epoch) {
                kept.set(ImportStore.write(handle, scope, List.of(note), now).get(0).stored() ? Note.KEPT : Note.KNOWN);
            }
        });
        memory.wake(scope);
        return kept.get();
    }

    @Override
    public TextAnalysis analysis(MemoryScope scope) {
        return languages.of(scope.tenant());
    }
}
