package dev.talaria.agent.turn;

import dev.talaria.message.Message;
import dev.talaria.session.BranchPoint;
import java.util.List;

/**
 * Where a turn begins.
 *
 * @param prompt what the model is shown: system messages, history, input with its memory
 * @param place  where the turn joins the transcript; null for a turn that is not kept
 * @param retry  the input is stored already and was never answered: a turn that failed before it said anything is tried again
 * @param epoch  of the memory scope, when the turn began
 * @param fence  round the memory that the model was given; null where it was given none
 */
public record PreparedTurn(List<Message> prompt, BranchPoint place, boolean retry, long epoch, MemoryFence fence) {
    public PreparedTurn {
        prompt = List.copyOf(prompt);
    }

    public PreparedTurn withPrompt(List<Message> grown) {
        return new PreparedTurn(grown, place, retry, epoch, fence);
    }

    /** Takes echoed memory out of one reply of the model. */
    public FenceFilter filter() {
        return fence == null ? FenceFilter.none() : FenceFilter.of(fence);
    }
}
