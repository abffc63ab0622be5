package dev.talaria.agent;

import dev.talaria.agent.turn.TurnState;
import java.util.concurrent.CompletableFuture;

/** Why a thread carries a turn no further. */
sealed interface Stop {
    /**
     * @param tell shows the end; it is there once the end is durable, or cannot be, which takes long where the database is away. To be
     *             called once place and session are free again
     */
    record Ended(CompletableFuture<Runnable> tell) implements Stop {
    }

    /** It waits for an answer, and can be carried on from this state, which is stored. */
    record Waits(TurnState state) implements Stop {
    }
}
