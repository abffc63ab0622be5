package dev.talaria.memory.local;

import dev.talaria.memory.local.index.Filter;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Builds and searches indexes of made-up messages beside a server's first moments, so that the first recalls do not wait for code to be
 * loaded and compiled. Works in memory alone: no store sees anything of it.
 */
final class WarmUp {
    /** Enough, all together, for the compiler to take notice. */
    private static final int ROUNDS = 8;
    private static final int MESSAGES = 100;
    /** Where the machine is busy, those who are there already come first. */
    private static final Duration MAX = Duration.ofSeconds(2);
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

    private WarmUp() {
    }

    /**
     * Blocks until it is over.
     *
     * @param closed whether nobody needs it any more
     */
    static void run(TextAnalysis analysis, Instant now, BooleanSupplier closed) {
        long begun = System.nanoTime();
        for (int round = 0; round < ROUNDS && !closed.getAsBoolean() && System.nanoTime() - begun < MAX.toNanos(); round++) {
            ScopeIndex index = new ScopeIndex(analysis);
            for (int i = 0; i < MESSAGES; i++) {
                index.add(new MemoryItem(i + 1, "made-up", "made-up", "", Role.USER, NAMES.get(i % NAMES.size()), SAID.get(i % SAID.size()),
                        now.minus(BETWEEN.multipliedBy(MESSAGES - i))));
            }
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            ASKED.forEach(question -> index.search(new IndexQuery(question, today, Filter.ALL, Relevance.LOOKED_AT)));
        }
    }
}
