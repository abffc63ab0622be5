package dev.talaria.agent;

import dev.talaria.message.Message;
import java.util.List;
import java.util.Objects;

/**
 * Where a turn begins: what the model is shown, and where the turn joins the transcript.
 *
 * @param prompt   system messages, history, input with its memory
 * @param parent   the node after which the turn's messages stand; null for the root
 * @param unstored the body's messages that the transcript does not have yet, the input among them
 * @param fence    takes echoed memory out of the reply
 */
record Opening(List<Message> prompt, String parent, List<Message> unstored, FenceFilter fence) {
    Opening {
        prompt = List.copyOf(prompt);
        unstored = List.copyOf(unstored);
        Objects.requireNonNull(fence);
    }
}
