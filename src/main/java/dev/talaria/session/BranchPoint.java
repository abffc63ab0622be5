package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a turn joins a session's tree.
 *
 * @param prompt the conversation that the model is given, history and input; system messages only where the conversation holds them
 * @param parent the node that the first new one hangs on; null where it begins a branch
 * @param append what the client sent that is not stored yet, in order; the answer follows it
 * @param begun  when the session was made that the turn was placed in; null where there was none
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

    /** The same, showing the model no more than so many messages before the last user message, and no tool's result without its call. */
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

    /** For a derived session: the body is the truth, and of the turn itself only input and answer are stored, as a branch of their own. */
    public static BranchPoint detached(List<Message> history, List<Message> input) {
        List<Message> append = input.stream().filter(message -> !ClientMessage.isSilent(message)).toList();
        List<Message> prompt = new ArrayList<>(history);
        prompt.addAll(input);
        return new BranchPoint(DanglingToolCalls.only(prompt), null, append);
    }
}
