package dev.talaria.memory.local;

import dev.talaria.config.FactsConfig;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.facts.FactAnswer;
import dev.talaria.memory.local.facts.ShownMessage;
import dev.talaria.memory.local.facts.SummaryPrompt;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Summarizes sessions that are idle; a new summary takes the place of the session's last one. Safe for many threads. */
final class SummaryDrawing {
    /** How many passages of a session are read, at most. */
    private static final int MAX_PASSAGES = 600;

    private final MemoryStore store;
    private final DrawnStore drawn;
    private final UndrawnStore undrawn;
    private final ScopeStore scopes;
    private final GroupCommit commits;
    private final SemanticSearch semantic;
    private final Languages languages;
    private final FactsConfig.Background config;
    private final Clock clock;

    SummaryDrawing(Database database, GroupCommit commits, SemanticSearch semantic, Languages languages, FactsConfig.Background config,
            Clock clock) {
        this.store = new MemoryStore(database);
        this.drawn = new DrawnStore(database);
        this.undrawn = new UndrawnStore(database);
        this.scopes = new ScopeStore(database);
        this.commits = commits;
        this.semantic = semantic;
        this.languages = languages;
        this.config = config;
        this.clock = clock;
    }

    Drawing.Attempt attempt(MemoryScope scope, String session) {
        return new Reading(scope, session);
    }

    /** What was said in a session, and what is stored of the answer. For one thread. */
    private final class Reading implements Drawing.Attempt {
        private final MemoryScope scope;
        private final String session;
        private ScopeStore.Mark mark = new ScopeStore.Mark(0, 0, 0, 0, 0);
        private Instant said = Instant.EPOCH;
        private List<ShownMessage> messages = List.of();
        private @Nullable String earlier;

        Reading(MemoryScope scope, String session) {
            this.scope = scope;
            this.session = session;
        }

        @Override
        public Optional<Drawing.Prompt> prompt() {
            Optional<ScopeStore.Mark> found = scopes.mark(scope);
            Optional<Instant> last = undrawn.lastSaid(scope, session);
            if (found.isEmpty() || last.isEmpty() || last.get().isAfter(clock.instant().minus(config.idle()))) {
                return Optional.empty();
            }
            mark = found.get();
            said = last.get();
            messages = SummaryPrompt.fitting(messages(), config.promptTokens());
            if (messages.isEmpty()) {
                abandon();
                return Optional.empty();
            }
            // A forgotten summary may still wait for its removal.
            earlier = drawn.summary(scope, session).filter(seq -> seq > mark.forgotten())
                    .flatMap(seq -> store.pick(scope, List.of(seq)).stream().findFirst())
                    .map(row -> row.item().text()).orElse(null);
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            return Optional.of(new Drawing.Prompt(SummaryPrompt.SYSTEM, SummaryPrompt.of(today, earlier, messages)));
        }

        private List<ShownMessage> messages() {
            List<Row> rows = new ArrayList<>(store.ofSession(scope, session, mark.forgotten(), MAX_PASSAGES));
            Collections.reverse(rows);
            Map<String, Row> heads = new LinkedHashMap<>();
            Map<String, StringBuilder> texts = new LinkedHashMap<>();
            for (Row row : rows) {
                heads.putIfAbsent(row.item().id(), row);
                texts.computeIfAbsent(row.item().id(), id -> new StringBuilder()).append(row.item().text());
            }
            List<ShownMessage> all = new ArrayList<>();
            heads.forEach((id, row) -> all.add(new ShownMessage(id, row.item().role(), null, row.item().author(),
                    String.valueOf(texts.get(id)), row.item().at())));
            return all;
        }

        @Override
        public Drawing.Result store(String answer) {
            Optional<String> summary = FactAnswer.summary(answer)
                    .map(text -> SummaryPrompt.held(text, earlier, messages, languages.of(scope.tenant())))
                    .filter(text -> !text.isBlank());
            if (summary.isEmpty()) {
                return new Drawing.Result.Unusable();
            }
            AtomicBoolean stored = new AtomicBoolean();
            commits.commit(storing(summary.get(), stored));
            semantic.wake(scope);
            return stored.get() ? new Drawing.Result.Used(1, 0) : new Drawing.Result.Outdated();
        }

        /** Stores a summary unless anything was taken out of the scope since it was read; tells whether it has. */
        private Write storing(String summary, AtomicBoolean stored) {
            ShownMessage last = messages.get(messages.size() - 1);
            Draft draft = Draft.of(session, "", Role.ASSISTANT, null, summary, last.at())
                    .imported(null, JsonValue.EMPTY_JSON_OBJECT, ItemKind.SUMMARY);
            return handle -> {
                stored.set(ScopeStore.holdUnlessTaken(handle, scope, mark));
                if (stored.get()) {
                    if (DrawnStore.dropSummary(handle, scope, session)) {
                        ScopeStore.noteTaken(handle, scope);
                        SnapshotStore.drop(handle, scope);
                    }
                    long seq = ScopeStore.take(handle, scope, 1, clock.instant()).lastSeq();
                    MemoryStore.insert(handle, scope, seq - 1, List.of(draft));
                    DrawnStore.keepSummary(handle, scope, session, seq);
                    UndrawnStore.summed(handle, scope, session, said);
                }
            };
        }

        @Override
        public void abandon() {
            commits.commit(handle -> UndrawnStore.summed(handle, scope, session, said));
        }
    }
}
