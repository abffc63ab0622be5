package dev.talaria.agent;

import dev.talaria.agent.turn.TurnState;

/** Why a thread carries a turn no further. */
sealed interface Stop {
    /** @param tell shows the end, which is durable; to be called once place and session are free again */
    record Ended(Runnable tell) implements Stop {
    }

    /** It waits for an answer, and can be carried on from this state, which is stored. */
    record Waits(TurnState state) implements Stop {
    }
}
