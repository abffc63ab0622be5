package dev.talaria.agent;

import dev.talaria.agent.turn.TurnState;
import java.util.concurrent.CompletableFuture;

/** Why a thread carries a turn no further. */
sealed interface TurnOutcome {
    /**
     * @param tell shows the end; it is there once the end is durable, or cannot be, which takes long where the database is away. To be
     *             called once place and session are free again
     */
    record Finished(CompletableFuture<Runnable> tell) implements TurnOutcome {
    }

    /** It waits for an answer, and can be carried on from this state, which is stored. */
    record Suspended(TurnState state) implements TurnOutcome {
    }
}
