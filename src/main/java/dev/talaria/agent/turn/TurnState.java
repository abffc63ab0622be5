package dev.talaria.agent.turn;

import dev.talaria.message.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The state of a turn: everything needed to resume it in another thread or process.
 *
 * @param prepared  the turn's start, with a prompt that includes the messages since
 * @param output    the output so far; the thread that resumes the turn writes to it
 * @param step      how many times the model was called
 * @param pending   unanswered calls of server tools, in order
 * @param forClient calls of the client's tools, which end the turn once nothing is pending
 * @param question  the question about the first pending call that waits for an answer; null if none does
 * @param left      the turn's remaining working time
 */
public record TurnState(PreparedTurn prepared, TurnOutput output, int step, List<ToolCall> pending, List<ToolCall> forClient,
                        Question question, Duration left) {
    public TurnState {
        Objects.requireNonNull(prepared);
        Objects.requireNonNull(output);
        pending = List.copyOf(pending);
        forClient = List.copyOf(forClient);
        Objects.requireNonNull(left);
    }

    /** Returns the state of a turn that starts. */
    public static TurnState begun(PreparedTurn prepared, TurnOutput output, Duration time) {
        return new TurnState(prepared, output, 0, List.of(), List.of(), null, time);
    }
}
