package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of a session: a tree of nodes, and the head, at which the conversation's branch ends. Of a long session only as much as a
 * turn needs, see {@link HistoryWindow}. Immutable.
 */
public final class Transcript {
    /** The transcript of an unknown session. */
    public static final Transcript EMPTY = new Transcript(List.of(), null);

    private final Map<String, Node> nodes;
    private final Map<String, List<Node>> children = new HashMap<>();
    private final List<Node> branch;
    private final Origin origin;

    /**
     * What is known of the session beside its nodes.
     *
     * @param begun        when the session was created; null if unknown
     * @param systemPrompt the session's own; null for none
     * @param agent        the id of the agent that created the session; empty if unknown
     * @param model        as the last turn asked for it
     * @param above        the system messages of the branch before its loaded part
     * @param edits        how often messages were removed or reduced
     * @param summaries    of the beginnings of its branches, the one that covers the most first
     */
    record Origin(Instant begun, String systemPrompt, String agent, String model, List<Message> above, long edits,
                  List<SummaryStore.Summary> summaries) {
        static final Origin UNKNOWN = new Origin(null, null, "", "", List.of(), 0, List.of());
    }

    /**
     * @param nodes in the order they were stored
     * @param head  the last node of the conversation; null if it is empty
     */
    public Transcript(List<Node> nodes, String head) {
        this(nodes, head, Origin.UNKNOWN);
    }

    Transcript(List<Node> nodes, String head, Origin origin) {
        Map<String, Node> byId = new LinkedHashMap<>();
        for (Node node : nodes) {
            byId.put(node.id(), node);
            children.computeIfAbsent(node.parent() == null ? "" : node.parent(), id -> new ArrayList<>()).add(node);
        }
        this.nodes = Collections.unmodifiableMap(byId);
        this.branch = branchTo(head);
        this.origin = origin;
    }

    /**
     * Returns the branch from its first message to this node; empty if the node is not loaded. If the first message is not loaded, the
     * branch starts at its first loaded question, because no model accepts a conversation that starts within an answer.
     */
    public List<Node> branchTo(String head) {
        List<Node> upwards = new ArrayList<>();
        for (String id = head; id != null && nodes.containsKey(id); id = nodes.get(id).parent()) {
            upwards.add(nodes.get(id));
        }
        Collections.reverse(upwards);
        return upwards.isEmpty() || upwards.get(0).parent() == null ? List.copyOf(upwards) : List.copyOf(fromQuestion(upwards));
    }

    private static List<Node> fromQuestion(List<Node> cut) {
        for (int i = 0; i < cut.size(); i++) {
            if (cut.get(i).message().role() == Role.USER) {
                return cut.subList(i, cut.size());
            }
        }
        return cut;
    }

    /** Returns whether the session exists, even if it has no messages. */
    public boolean isKnown() {
        return origin.begun() != null;
    }

    /** Returns whether a request may see the session, as {@link RequestScope#sees} says. */
    public boolean isSeenBy(RequestScope asker) {
        return asker.sees(origin.agent(), origin.model());
    }

    /** Returns the session's own system prompt, placed after the agent's own in every turn. */
    public Optional<String> systemPrompt() {
        return Optional.ofNullable(origin.systemPrompt());
    }

    /** Returns when the session was created; null if it does not exist. */
    Instant begun() {
        return origin.begun();
    }

    long edits() {
        return origin.edits();
    }

    /** Returns the summaries of the beginnings of its branches, the one that covers the most first. */
    public List<SummaryStore.Summary> summaries() {
        return origin.summaries();
    }

    /** Returns all loaded nodes of all branches, in the order they were stored. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** Returns the conversation, from its first message to the head, server tool steps included. */
    public List<Node> branch() {
        return branch;
    }

    /** Returns the last node of the conversation. */
    public Optional<Node> head() {
        return branch.isEmpty() ? Optional.empty() : Optional.of(branch.get(branch.size() - 1));
    }

    /**
     * Returns where a body attaches to the tree.
     *
     * @param history the body's messages before the input
     * @param input   the last user message, alone or with the tool calls and results that continue it
     */
    public BranchPoint place(List<Message> history, List<Message> input, Preferences.History mode) {
        return new BranchMatcher(origin.above(), branch, visible(), history, input).place(mode).begun(origin.begun());
    }

    /** As {@link #placeAfter}, for the last node of the conversation. */
    public BranchPoint placeAtHead(List<Message> sent) {
        return new BranchMatcher(origin.above(), branch, visible(), List.of(), sent).below().begun(origin.begun());
    }

    /**
     * Returns the branch point under a node. Messages that the client repeats from the end of that branch are not appended again.
     *
     * @param node an unknown one starts a new branch
     */
    public BranchPoint placeAfter(String node, List<Message> sent) {
        return new BranchMatcher(origin.above(), branchTo(node), visible(), List.of(), sent).below().begun(origin.begun());
    }

    ClientView visible() {
        return new ClientView(children, nodes.values().stream()
                .filter(node -> node.parent() != null && !nodes.containsKey(node.parent())).toList());
    }
}
