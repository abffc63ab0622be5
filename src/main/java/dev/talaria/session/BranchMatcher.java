package dev.talaria.session;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Matches one body to one transcript, to find its branch point. */
final class BranchMatcher {
    private final List<Message> above;
    private final List<Node> branch;
    private final Set<String> onBranch;
    private final ClientView tree;
    private final List<Message> history;
    private final List<Message> input;

    /** @param above the system messages of the branch before its loaded part */
    BranchMatcher(List<Message> above, List<Node> branch, ClientView tree, List<Message> history, List<Message> input) {
        this.above = above;
        this.branch = branch;
        this.onBranch = branch.stream().map(Node::id).collect(Collectors.toSet());
        this.tree = tree;
        this.history = spoken(history);
        this.input = spoken(input);
    }

    private static List<Message> spoken(List<Message> messages) {
        return messages.stream().filter(message -> !ClientMessage.isSilent(message)).toList();
    }

    BranchPoint place(History mode) {
        return switch (mode) {
            case SERVER -> atHead();
            case CLIENT -> alongBody();
            case AUTO -> meansItsOwnHistory() ? alongBody() : atHead();
        };
    }

    /**
     * Returns whether the body shows that the client keeps the history itself: it repeats an answer of ours, or continues a tool call that
     * is not at the head, or the session holds no conversation yet.
     */
    private boolean meansItsOwnHistory() {
        if (branch.isEmpty()) {
            return !history.isEmpty();
        }
        List<Message> answers = history.stream().filter(message -> message.role() == Role.ASSISTANT).toList();
        int call = lastCall();
        if (!answers.isEmpty() && isStored(answers)) {
            return true;
        }
        return call >= 0 && !endsInCall(input.get(call)) && isStored(List.of(input.get(call)));
    }

    private boolean isStored(List<Message> answers) {
        return tree.all().stream().anyMatch(clientMessage -> answers.stream().anyMatch(clientMessage::matches));
    }

    /** Attaches at the end of the branch; appends the sent messages that are not there already. */
    BranchPoint below() {
        List<ClientMessage> path = visibleBranch();
        Set<String> awaited = path.isEmpty() ? Set.of() : Set.copyOf(ClientMessage.calls(path.get(path.size() - 1).message()));
        int repeated = Math.max(repeated(path), repeatedWithoutAnswers(path, awaited));
        List<Message> append = withCalls(answersFirst(input.subList(repeated, input.size()), awaited));
        return new BranchPoint(DanglingToolCalls.only(stored(append)), branch.isEmpty() ? null : branch.get(branch.size() - 1).id(),
                append);
    }

    private List<Message> stored(List<Message> append) {
        return Stream.of(above.stream(), branch.stream().map(Node::message), append.stream()).flatMap(part -> part).toList();
    }

    /**
     * Checks that each result has a call, because models reject a result without one. If nothing is stored, the body is all there is: its
     * client has cut the call off its history, and the turn runs without that result.
     */
    private List<Message> withCalls(List<Message> append) {
        Set<String> called = new HashSet<>();
        branch.forEach(node -> called.addAll(ClientMessage.calls(node.message())));
        append.forEach(message -> called.addAll(ClientMessage.calls(message)));
        Predicate<Message> orphaned = message -> message.toolResults().stream().anyMatch(result -> !called.contains(result.callId()));
        Optional<Message> orphan = append.stream().filter(orphaned).findFirst();
        if (orphan.isPresent() && (!branch.isEmpty() || Message.lastUser(append) < 0)) {
            throw ErrorCode.INVALID_VALUE.at("input", "No tool call found for function call output with call_id "
                    + orphan.get().toolResults().get(0).callId());
        }
        return orphan.isEmpty() ? append : append.stream().filter(orphaned.negate()).toList();
    }

    /** Returns how many messages the body repeats from the branch's end; a repeated user message alone does not count. */
    private int repeated(List<ClientMessage> path) {
        for (int count = Math.min(path.size(), input.size()); count > 0; count--) {
            List<Message> begin = input.subList(0, count);
            List<ClientMessage> end = path.subList(path.size() - count, path.size());
            boolean answers = begin.stream().anyMatch(message -> message.role() == Role.ASSISTANT);
            if (answers && IntStream.range(0, count).allMatch(i -> end.get(i).matches(begin.get(i)))) {
                return count;
            }
        }
        return 0;
    }

    /**
     * Returns how many messages a client repeats that does not send our own back: its question and earlier results, before the result that
     * the branch's end waits for.
     */
    private int repeatedWithoutAnswers(List<ClientMessage> path, Set<String> awaited) {
        List<ClientMessage> sent = path.stream().filter(clientMessage -> clientMessage.message().role() != Role.ASSISTANT).toList();
        int count = 0;
        while (count < input.size() && !answers(input.get(count), awaited)) {
            count++;
        }
        int before = sent.size() - count;
        boolean repeats = count < input.size() && before >= 0
                && IntStream.range(0, count).allMatch(i -> sent.get(before + i).matches(input.get(i)));
        return repeats ? count : 0;
    }

    /** Moves results right behind their calls, as models require. */
    private static List<Message> answersFirst(List<Message> append, Set<String> awaited) {
        return Stream.concat(append.stream().filter(message -> answers(message, awaited)),
                append.stream().filter(message -> !answers(message, awaited))).toList();
    }

    private static boolean answers(Message message, Set<String> awaited) {
        return message.toolResults().stream().anyMatch(result -> awaited.contains(result.callId()));
    }

    /** Attaches the input at the head; only the tool results, if the head waits for exactly these. */
    private BranchPoint atHead() {
        int call = lastCall();
        boolean awaited = call >= 0 && endsInCall(input.get(call));
        List<Message> append = awaited ? input.subList(call + 1, input.size()) : input;
        return new BranchPoint(DanglingToolCalls.only(stored(append)), branch.isEmpty() ? null : branch.get(branch.size() - 1).id(),
                append);
    }

    /** Returns the index of the last call of a client tool in the input; -1 if there is none. */
    private int lastCall() {
        for (int i = input.size() - 1; i >= 0; i--) {
            if (!input.get(i).toolCalls().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private boolean endsInCall(Message call) {
        List<ClientMessage> path = visibleBranch();
        return !path.isEmpty() && ClientMessage.calls(path.get(path.size() - 1).message()).equals(ClientMessage.calls(call));
    }

    private List<ClientMessage> visibleBranch() {
        List<ClientMessage> path = new ArrayList<>();
        boolean cut = !branch.isEmpty() && branch.get(0).parent() != null;
        for (ClientMessage at = onBranch(cut ? tree.from(branch.get(0)) : tree.after(null)); at != null; at = onBranch(tree.after(at))) {
            path.add(at);
        }
        return path;
    }

    private ClientMessage onBranch(List<ClientMessage> next) {
        return next.stream().filter(clientMessage -> onBranch.contains(clientMessage.last().id()))
                .max(Comparator.comparingInt(clientMessage -> clientMessage.nodes().size())).orElse(null);
    }

    /** Attaches at the end of the longest stored path that matches the body; appends the rest of the body. */
    private BranchPoint alongBody() {
        List<Message> body = Stream.concat(history.stream(), input.stream()).toList();
        List<ClientMessage> path = longestMatch(body);
        List<Message> prompt = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            prompt.addAll(told(path.get(i), body.get(i)));
        }
        List<Message> append = body.subList(path.size(), body.size());
        prompt.addAll(append);
        return new BranchPoint(DanglingToolCalls.only(prompt), path.isEmpty() ? null : path.get(path.size() - 1).last().id(), append);
    }

    private List<ClientMessage> longestMatch(List<Message> body) {
        List<ClientMessage> ends = new ArrayList<>();
        ends.add(null);
        for (int i = 0; i < body.size(); i++) {
            Message message = body.get(i);
            boolean past = i < history.size();
            List<ClientMessage> further = ends.stream().flatMap(end -> tree.after(end).stream())
                    .filter(clientMessage -> clientMessage.matches(message) || past && clientMessage.isAskedIn(message)).toList();
            if (further.isEmpty()) {
                break;
            }
            ends = further;
        }
        ClientMessage best = ends.get(0) == null ? null : ends.stream().max(Comparator
                .comparing((ClientMessage end) -> onBranch.contains(end.last().id())).thenComparing(end -> end.last().id())).orElseThrow();
        List<ClientMessage> path = new ArrayList<>();
        for (ClientMessage at = best; at != null; at = at.before()) {
            path.add(at);
        }
        Collections.reverse(path);
        return path;
    }

    /** Returns the messages for the prompt: the body's own text, but an answer with server tool steps as the model knows it. */
    private static List<Message> told(ClientMessage stored, Message sent) {
        boolean steps = stored.nodes().size() > 1 && !stored.partial();
        return steps ? stored.nodes().stream().map(Node::message).toList() : List.of(withOpaque(stored.message(), sent));
    }

    /** Restores opaque members and their origin, which most clients drop, from the stored message. */
    private static Message withOpaque(Message stored, Message sent) {
        List<Part> opaque = stored.parts().stream()
                .filter(part -> part instanceof Part.Reasoning || part instanceof Part.Extension).toList();
        boolean known = !opaque.isEmpty() || stored.toolCalls().stream().anyMatch(call -> !call.extensions().isEmpty());
        if (sent.role() != Role.ASSISTANT || !known) {
            return sent;
        }
        List<Part> parts = new ArrayList<>(opaque);
        sent.parts().stream().filter(part -> part instanceof Part.Text || part instanceof Part.Refusal || part instanceof Part.Image)
                .forEach(parts::add);
        parts.addAll(stored.toolCalls());
        return sent.withParts(parts);
    }
}
