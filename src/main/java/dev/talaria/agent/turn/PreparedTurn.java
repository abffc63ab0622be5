package dev.talaria.agent.turn;

import dev.talaria.message.Message;
import dev.talaria.session.BranchPoint;
import java.util.List;

/**
 * The start of a turn.
 *
 * @param prompt what the model gets: system messages, history, input with its memory
 * @param place  where the turn joins the transcript; null for a turn that is not kept
 * @param retry  whether the input is already stored and unanswered: a turn without output is retried
 * @param epoch  the memory scope's when the turn started
 * @param fence  around the memory that the model got; null if it got none
 */
public record PreparedTurn(List<Message> prompt, BranchPoint place, boolean retry, long epoch, MemoryFence fence) {
    public PreparedTurn {
        prompt = List.copyOf(prompt);
    }

    public PreparedTurn withPrompt(List<Message> grown) {
        return new PreparedTurn(grown, place, retry, epoch, fence);
    }

    /** Returns a filter that removes echoed memory from one reply of the model. */
    public FenceFilter filter() {
        return fence == null ? FenceFilter.none() : FenceFilter.of(fence);
    }
}
