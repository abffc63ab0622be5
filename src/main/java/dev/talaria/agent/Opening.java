package dev.talaria.agent;

import dev.talaria.message.Message;
import dev.talaria.session.Placement;
import java.util.List;
import java.util.Objects;

/**
 * Where a turn begins.
 *
 * @param prompt what the model is shown: system messages, history, input with its memory
 * @param place  where the turn joins the transcript; null for a turn that is not kept
 * @param retry  the input is stored already and was never answered: a turn that failed before it said anything is tried again
 * @param epoch  of the memory scope, when the turn began
 * @param fence  takes echoed memory out of the reply
 */
record Opening(List<Message> prompt, Placement place, boolean retry, long epoch, FenceFilter fence) {
    Opening {
        prompt = List.copyOf(prompt);
        Objects.requireNonNull(fence);
    }
}
