package dev.talaria.agent.turn;

import dev.talaria.message.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Where a turn stands: all that is needed to carry it on, in another thread or another process.
 *
 * @param prepared  where it began, its prompt grown by what was said and done since
 * @param output    what it has brought; whoever carries the turn on writes to it
 * @param step      how many times the model was called
 * @param pending   calls of server tools that have not been answered, in order
 * @param forClient calls of the client's tools, which end the turn once nothing is pending
 * @param question  what waits for an answer, about the first pending call; null where nothing does
 * @param left      how long the turn may go on working
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

    /** Of a turn that begins. */
    public static TurnState begun(PreparedTurn prepared, TurnOutput output, Duration time) {
        return new TurnState(prepared, output, 0, List.of(), List.of(), null, time);
    }
}
