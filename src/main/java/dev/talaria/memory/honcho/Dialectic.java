package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.config.HonchoConfig;
import dev.talaria.text.Truncation;
import java.util.Optional;
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
        honcho.chat(location, QUESTION, config.level()).thenAccept(answer -> {
            String text = HonchoMessage.text(answer.object(), "content", "").strip();
            if (answer.isSuccess() && !text.isEmpty()) {
                state.answer = Truncation.start(text, MAX);
                state.answeredAt = turn;
            }
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
