package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a turn attaches to a session's tree.
 *
 * @param prompt the conversation for the model, history and input; system messages only if the conversation holds them
 * @param parent the node that the first new node follows; null if it starts a branch
 * @param append the client's messages that are not stored yet, in order; the answer follows them
 * @param begun  the creation time of the session that the turn was placed in; null if there was none
 */
public record BranchPoint(List<Message> prompt, String parent, List<Message> append, Instant begun) {
    public BranchPoint {
        prompt = List.copyOf(prompt);
        append = List.copyOf(append);
    }

    public BranchPoint(List<Message> prompt, String parent, List<Message> append) {
        this(prompt, parent, append, null);
    }

    BranchPoint begun(Instant made) {
        return new BranchPoint(prompt, parent, append, made);
    }

    /** Returns a copy whose prompt has at most {@code most} messages before the last user message, and no tool result without its call. */
    public BranchPoint withMostHistory(int most) {
        int input = Message.lastUser(prompt);
        if (input <= most) {
            return this;
        }
        int from = input - most;
        while (from < input && prompt.get(from).role() == Role.TOOL) {
            from++;
        }
        Stream<Message> system = prompt.subList(0, from).stream().filter(message -> message.role().isSystem());
        return new BranchPoint(Stream.concat(system, prompt.subList(from, prompt.size()).stream()).toList(), parent, append, begun);
    }

    /**
     * Returns the branch point in a derived session: the body is the whole history, and only the turn's input and answer are stored, as a
     * branch of their own.
     */
    public static BranchPoint detached(List<Message> history, List<Message> input) {
        return detached(history, input, input);
    }

    /** @param sent the input as the client sent it, which is stored */
    static BranchPoint detached(List<Message> history, List<Message> input, List<Message> sent) {
        List<Message> append = sent.stream().filter(message -> !ClientMessage.isSilent(message)).toList();
        List<Message> prompt = new ArrayList<>(history);
        prompt.addAll(input);
        return new BranchPoint(DanglingToolCalls.only(prompt), null, append);
    }
}
