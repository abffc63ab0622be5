package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/**
 * Warms up with an import and some searches of made-up messages in the server's first moments: loading and compiling that code takes
 * several times as long as running it. Its rows are deleted again and never visible.
 */
final class Rehearsal {
    private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());
    /** Enough, in total, for the compiler to notice. */
    private static final int ROUNDS = 4;
    private static final int MESSAGES = 100;
    /** On a busy machine, current requests have priority. */
    private static final Duration MAX = Duration.ofSeconds(2);
    /** No tenant has an empty name. */
    static final MemoryScope NOWHERE = new MemoryScope("", "");
    private static final Duration BETWEEN = Duration.ofMinutes(20);
    private static final List<String> NAMES = List.of("Ann", "Ben");
    private static final List<String> SAID = List.of(
            "Ann, I went hiking in the mountains yesterday with my sister's dogs, and we were caught in the rain!",
            "That sounds wonderful. How many kilometres did you walk, and where did you sleep?",
            "About twenty, I guess. Two weeks ago we did the same; last Friday she bought new boots at the café in Zürich.",
            "I'm reading a book about pottery that Ben gave me on 8 May 2023. It isn't easy, but it's helping me to relax.",
            "Next month I'll be moving to 東京 for work, so I've been learning Japanese since January 2022.");
    private static final List<String> ASKED = List.of(
            "When did Ann go hiking in the mountains?", "How many books has Ben read since May 2023?", "What did I buy last Friday?",
            "Where does her sister live?");

    private Rehearsal() {
    }

    /**
     * Blocks until it is done. A failure is only logged.
     *
     * @param closed returns whether the memory is closed already
     */
    static void run(GroupCommit commits, TextAnalysis analysis, Instant now, BooleanSupplier closed) {
        long end = System.nanoTime() + MAX.toNanos();
        try {
            for (int round = 0; round < ROUNDS && !closed.getAsBoolean() && System.nanoTime() - end < 0; round++) {
                commits.commit(of(analysis, now));
            }
        } catch (RuntimeException e) {
            if (!closed.getAsBoolean()) {
                LOG.log(GroupCommit.level(e), "memory could not be rehearsed: its first uses will be slow", e);
            }
        }
    }

    static Write of(TextAnalysis analysis, Instant now) {
        return handle -> {
            List<Incoming> messages = messages(now);
            ImportStore.write(handle, NOWHERE, messages, now);
            // // Messages that are already stored take another path, so import them twice.
            ImportStore.write(handle, NOWHERE, messages, now);
            search(handle, analysis, LocalDate.ofInstant(now, ZoneOffset.UTC));
            ForgettingStore.erase(handle, NOWHERE);
            ScopeStore.erase(handle, NOWHERE);
        };
    }

    private static List<Incoming> messages(Instant now) {
        List<Incoming> messages = new ArrayList<>(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(new Incoming("made-up-" + i, null, Role.USER, NAMES.get(i % NAMES.size()), SAID.get(i % SAID.size()),
                    now.minus(BETWEEN.multipliedBy(MESSAGES - i)), JsonValue.EMPTY_JSON_OBJECT));
        }
        return messages;
    }

    private static void search(Handle handle, TextAnalysis analysis, LocalDate today) {
        ScopeIndex index = new ScopeIndex(analysis);
        MemoryStore.read(handle, NOWHERE, 0, MESSAGES).forEach(row -> index.add(row.item()));
        for (String question : ASKED) {
            List<Hit> hits = index.search(new IndexQuery(question, today, Filter.ALL, Relevance.RECALLED_AT_MOST));
            MemoryStore.pick(handle, NOWHERE, hits.stream().map(Hit::seq).toList());
        }
    }
}
