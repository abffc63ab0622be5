package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.scope.Preferences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages of a session: a tree of nodes and the head that names the conversation's branch. Immutable. */
public final class Transcript {
    /** Of a session that is not known. */
    public static final Transcript EMPTY = new Transcript(List.of(), null);

    private final Map<String, Node> nodes;
    private final Map<String, List<Node>> children = new HashMap<>();
    private final List<Node> branch;
    private final Instant begun;
    private final String systemPrompt;

    /**
     * @param nodes in the order they were stored
     * @param head  the last node of the conversation; null where it has not begun
     */
    public Transcript(List<Node> nodes, String head) {
        this(nodes, head, null, null);
    }

    /**
     * @param begun        when the session was made; null where it is not known
     * @param systemPrompt the session's own; null for none
     */
    Transcript(List<Node> nodes, String head, Instant begun, String systemPrompt) {
        Map<String, Node> byId = new LinkedHashMap<>();
        for (Node node : nodes) {
            byId.put(node.id(), node);
            children.computeIfAbsent(node.parent() == null ? "" : node.parent(), id -> new ArrayList<>()).add(node);
        }
        this.nodes = Collections.unmodifiableMap(byId);
        this.branch = branchTo(head);
        this.begun = begun;
        this.systemPrompt = systemPrompt;
    }

    /** From a first message to this one; empty for one that is not here. */
    public List<Node> branchTo(String head) {
        List<Node> upwards = new ArrayList<>();
        for (String id = head; id != null && nodes.containsKey(id); id = nodes.get(id).parent()) {
            upwards.add(nodes.get(id));
        }
        Collections.reverse(upwards);
        return List.copyOf(upwards);
    }

    /** Whether there is such a session, perhaps without a message. */
    public boolean isKnown() {
        return begun != null;
    }

    /** What the model is told in every turn of this session, after the agent's own prompt. */
    public Optional<String> systemPrompt() {
        return Optional.ofNullable(systemPrompt);
    }

    /** Everything that is stored, conversation or not, in the order it was stored. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** The conversation, from its first message to the head, server tool steps included. */
    public List<Node> branch() {
        return branch;
    }

    /** The last node of the conversation. */
    public Optional<Node> head() {
        return branch.isEmpty() ? Optional.empty() : Optional.of(branch.get(branch.size() - 1));
    }

    /**
     * Where a body joins the tree.
     *
     * @param history what stands in the body before the input
     * @param input   the last user message, alone or with the tool calls and results that continue it
     */
    public Placement place(List<Message> history, List<Message> input, Preferences.History mode) {
        return new Placing(branch, visible(), history, input).place(mode).begun(begun);
    }

    /** As {@link #placeAfter}, under the last node of the conversation. */
    public Placement placeAtHead(List<Message> sent) {
        return new Placing(branch, visible(), List.of(), sent).below().begun(begun);
    }

    /**
     * The place under a node. Messages that the client repeats from the branch that ends there are not taken again.
     *
     * @param node a new branch begins where it is not known
     */
    public Placement placeAfter(String node, List<Message> sent) {
        return new Placing(branchTo(node), visible(), List.of(), sent).below().begun(begun);
    }

    VisibleTree visible() {
        return new VisibleTree(children);
    }
}
