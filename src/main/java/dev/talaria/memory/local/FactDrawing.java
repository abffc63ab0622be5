package dev.talaria.memory.local;

import dev.talaria.config.FactsConfig;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.facts.DrawnFact;
import dev.talaria.memory.local.facts.FactAnswer;
import dev.talaria.memory.local.facts.FactCheck;
import dev.talaria.memory.local.facts.FactPrompt;
import dev.talaria.memory.local.facts.KnownFact;
import dev.talaria.memory.local.facts.ShownMessage;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Sha256;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Draws facts from the turns of a scope that wait for it. Safe for many threads. */
final class FactDrawing {
    /** The import id of a fact, which equal ones of one user share. */
    private static final String KEY = "fact:";
    private static final int MAX_TURNS = 64;
    private static final int MAX_KNOWN = 40;
    /** At most this share of a prompt is a single message. */
    private static final int PARTS = 4;

    private final MemoryStore store;
    private final DrawnStore drawn;
    private final UndrawnStore undrawn;
    private final ScopeStore scopes;
    private final GroupCommit commits;
    private final SemanticSearch semantic;
    private final Languages languages;
    private final FactsConfig.Background config;
    private final Clock clock;
    private final Function<MemoryScope, Write> more;

    /** @param more returns a write that adds another task for a scope whose turns did not all fit in one prompt */
    FactDrawing(Database database, GroupCommit commits, SemanticSearch semantic, Languages languages, FactsConfig.Background config,
            Clock clock, Function<MemoryScope, Write> more) {
        this.store = new MemoryStore(database);
        this.drawn = new DrawnStore(database);
        this.undrawn = new UndrawnStore(database);
        this.scopes = new ScopeStore(database);
        this.commits = commits;
        this.semantic = semantic;
        this.languages = languages;
        this.config = config;
        this.clock = clock;
        this.more = more;
    }

    /** @param attempts how many were made before, each of which makes the prompt smaller */
    Drawing.Attempt attempt(MemoryScope scope, int attempts) {
        return new Reading(scope, FactPrompt.room(config.promptTokens()) >> Math.min(attempts, 3));
    }

    /** A prompt's turns and known facts, and what is stored of the answer. For one thread. */
    private final class Reading implements Drawing.Attempt {
        private final MemoryScope scope;
        private final int room;
        private ScopeStore.Mark mark = new ScopeStore.Mark(0, 0, 0, 0, 0);
        private List<UndrawnStore.Turn> turns = List.of();
        private final List<ShownMessage> shown = new ArrayList<>();
        /** The first rows of the messages and facts that are shown, by their ids. */
        private final Map<String, Row> heads = new HashMap<>();
        private final Map<String, UndrawnStore.Turn> turnOf = new HashMap<>();
        private List<KnownFact> known = List.of();

        Reading(MemoryScope scope, int room) {
            this.scope = scope;
            this.room = room;
        }

        @Override
        public Optional<Drawing.Prompt> prompt() {
            Optional<ScopeStore.Mark> found = scopes.mark(scope);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            mark = found.get();
            List<UndrawnStore.Turn> waiting = undrawn.oldest(scope, mark.forgotten(), Math.max(MAX_TURNS, config.turns()));
            if (waiting.size() < config.turns()) {
                return Optional.empty();
            }
            known = known();
            int left = room - known.stream().mapToInt(fact -> fact.text().length()).sum();
            int most = Math.max(1, room / PARTS);
            List<UndrawnStore.Turn> taken = new ArrayList<>();
            for (UndrawnStore.Turn turn : waiting) {
                List<ShownMessage> said = said(turn);
                left -= said.stream().mapToInt(message -> FactPrompt.cost(message, most)).sum();
                if (left < 0 && !taken.isEmpty()) {
                    break;
                }
                taken.add(turn);
                said.forEach(message -> turnOf.put(message.id(), turn));
                shown.addAll(said);
            }
            turns = List.copyOf(taken);
            if (shown.stream().noneMatch(message -> message.role() == Role.USER)) {
                abandon();
                return Optional.empty();
            }
            return Optional.of(new Drawing.Prompt(FactPrompt.SYSTEM, FactPrompt.of(today(), known, shown, most)));
        }

        private LocalDate today() {
            return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        }

        private List<ShownMessage> said(UndrawnStore.Turn turn) {
            Map<String, StringBuilder> texts = new LinkedHashMap<>();
            for (Row row : store.read(scope, turn.seq() - 1, turn.last())) {
                texts.computeIfAbsent(row.item().id(), id -> new StringBuilder()).append(row.item().text());
                heads.putIfAbsent(row.item().id(), row);
            }
            List<ShownMessage> said = new ArrayList<>();
            texts.forEach((id, text) -> {
                Row head = heads.get(id);
                if (head != null && head.kind() == ItemKind.MESSAGE) {
                    boolean user = head.item().role() == Role.USER;
                    said.add(new ShownMessage(id, head.item().role(), user ? turn.person() : null, head.item().author(), text.toString(),
                            head.item().at()));
                }
            });
            return said;
        }

        /** Returns the latest facts that hold, within half of the prompt. */
        private List<KnownFact> known() {
            List<Row> rows = store.pick(scope, drawn.current(scope, mark.forgotten(), MAX_KNOWN)).stream()
                    .filter(row -> row.kind() == ItemKind.FACT).sorted((one, other) -> Long.compare(other.head(), one.head())).toList();
            Map<Long, DrawnStore.Origin> origins = drawn.origins(scope, rows);
            List<KnownFact> facts = new ArrayList<>();
            int left = room / 2;
            for (Row row : rows) {
                left -= row.item().text().length();
                if (left >= 0) {
                    heads.put(row.item().id(), row);
                    facts.add(new KnownFact(row.item().id(), origins.getOrDefault(row.head(), DrawnStore.Origin.NONE).person(),
                            row.item().author(), row.item().text(), row.item().at()));
                }
            }
            return facts;
        }

        @Override
        public Drawing.Result store(String answer) {
            Optional<List<DrawnFact>> facts = FactAnswer.facts(answer);
            if (facts.isEmpty()) {
                return new Drawing.Result.Unusable();
            }
            List<FactCheck.CheckedFact> held = FactCheck.held(facts.get(), shown, known, languages.of(scope.tenant()));
            AtomicReference<Integer> stored = new AtomicReference<>(0);
            commits.commit(handle -> stored.set(write(handle, held)));
            semantic.wake(scope);
            return new Drawing.Result.Used(stored.get(), facts.get().size() - held.size());
        }

        @Override
        public void abandon() {
            commits.commit(handle -> write(handle, List.of()));
        }

        /**
         * Stores facts within the handle's transaction; returns how many. Of a turn that another server was faster with, or that is
         * forgotten, nothing is stored, and nothing of a message that has changed.
         */
        private int write(Handle handle, List<FactCheck.CheckedFact> held) {
            Instant now = clock.instant();
            ScopeStore.Mark current = ScopeStore.take(handle, scope, 0, now);
            if (current.epoch() != mark.epoch()) {
                return 0;
            }
            Set<UndrawnStore.Turn> taken = new LinkedHashSet<>();
            turns.stream().filter(turn -> UndrawnStore.remove(handle, scope, turn)).forEach(taken::add);
            int stored = 0;
            for (FactCheck.CheckedFact fact : held) {
                boolean whole = fact.sources().stream().allMatch(source -> taken.contains(turnOf.get(source.id()))
                        && isThere(handle, source.id()));
                if (whole && insert(handle, fact, now, current.forgotten())) {
                    stored++;
                }
            }
            if (!taken.isEmpty() && UndrawnStore.oldest(handle, scope, current.forgotten(), config.turns()).size() >= config.turns()) {
                more.apply(scope).apply(handle);
            }
            return stored;
        }

        /** Returns whether an item is as it was when it was read. */
        private boolean isThere(Handle handle, String id) {
            Row read = heads.get(id);
            return read != null && MemoryStore.pick(handle, scope, List.of(read.head())).stream().anyMatch(read::equals);
        }

        private boolean insert(Handle handle, FactCheck.CheckedFact fact, Instant now, long forgotten) {
            ShownMessage latest = fact.latest();
            String key = KEY + Sha256.hex(latest.person() + "\n" + latest.author() + "\n" + FactCheck.plain(fact.text()));
            if (DrawnStore.isKnown(handle, scope, key, forgotten)) {
                return false;
            }
            Row source = heads.get(latest.id());
            Draft draft = Draft.of(source.item().session(), "", Role.USER, latest.author(), fact.text(), latest.at())
                    .imported(key, JsonValue.EMPTY_JSON_OBJECT, ItemKind.FACT);
            long seq = ScopeStore.take(handle, scope, 1, now).lastSeq();
            MemoryStore.insert(handle, scope, seq - 1, List.of(draft));
            fact.sources().forEach(each -> DrawnStore.addSource(handle, scope, seq, heads.get(each.id()).head(), latest.person()));
            fact.replaces().filter(before -> isThere(handle, before.id()))
                    .ifPresent(before -> DrawnStore.supersede(handle, scope, heads.get(before.id()).head(), seq));
            return true;
        }
    }
}
