package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.config.HonchoConfig;
import dev.talaria.text.Truncation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks Honcho's own model about a user, in the background after every few turns: the following turns use its last answer until that is
 * older than the next should have been. Safe for many threads.
 */
final class Dialectic {
    private static final int KEPT = 10_000;
    private static final int MAX = 600;
    private static final String QUESTION = "Who is this user, what do they prefer and what are they working on? Name what would help an "
            + "assistant that is about to answer them, in a few short sentences.";

    private static final String GAPS = "An assistant was told this about the user:\n\n%s\n\nName what matters and is missing or "
            + "unfounded, and give the whole answer anew, in a few short sentences.";
    private static final String CONTRADICTIONS = "An assistant was told this about the user:\n\n%s\n\nWhere it contradicts itself or "
            + "what is known of the user, keep what holds today. Give the whole answer anew, in a few short sentences.";
    private static final List<String> FURTHER = List.of(GAPS, CONTRADICTIONS);

    private static final class State {
        private final AtomicInteger turns = new AtomicInteger();
        private volatile String answer;
        private volatile int answeredAt;
    }

    private final Honcho honcho;
    private final HonchoConfig.Dialectic config;
    private final Cache<HonchoLocation, State> states = Caffeine.newBuilder().maximumSize(KEPT).executor(Runnable::run).build();

    Dialectic(Honcho honcho, HonchoConfig.Dialectic config) {
        this.honcho = honcho;
        this.config = config;
    }

    /** Reports that a turn was stored. Never blocks. */
    void heard(HonchoLocation location) {
        if (config.cadence() == 0) {
            return;
        }
        State state = states.get(location, absent -> new State());
        int turn = state.turns.incrementAndGet();
        if (turn % config.cadence() != 0) {
            return;
        }
        ask(location, QUESTION, 1).thenAccept(text -> {
            if (!text.isEmpty()) {
                state.answer = Truncation.start(text, MAX);
                state.answeredAt = turn;
            }
        });
    }

    /** Returns the answer of the last pass that brought one; empty if none did. */
    private CompletableFuture<String> ask(HonchoLocation location, String question, int pass) {
        return honcho.chat(location, question, config.level()).thenCompose(answer -> {
            String text = answer.isSuccess() ? HonchoMessage.text(answer.object(), "content", "").strip() : "";
            if (text.isEmpty() || pass >= config.depth()) {
                return CompletableFuture.completedFuture(text);
            }
            String further = FURTHER.get(pass - 1).formatted(Truncation.start(text, MAX));
            return ask(location, further, pass + 1).handle((better, fault) -> fault != null || better.isEmpty() ? text : better);
        });
    }

    Optional<String> answer(HonchoLocation location) {
        State state = states.getIfPresent(location);
        if (state == null || state.turns.get() - state.answeredAt >= 2 * config.cadence()) {
            return Optional.empty();
        }
        return Optional.ofNullable(state.answer);
    }
}
