package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of a session: a tree of nodes and the head that names the conversation's branch; of a long session as much as a turn
 * needs, see {@link HistoryWindow}. Immutable.
 */
public final class Transcript {
    /** Of a session that is not known. */
    public static final Transcript EMPTY = new Transcript(List.of(), null);

    private final Map<String, Node> nodes;
    private final Map<String, List<Node>> children = new HashMap<>();
    private final List<Node> branch;
    private final Instant begun;
    private final String systemPrompt;
    private final List<Message> above;

    /**
     * @param nodes in the order they were stored
     * @param head  the last node of the conversation; null where it has not begun
     */
    public Transcript(List<Node> nodes, String head) {
        this(nodes, head, null, null, List.of());
    }

    /**
     * @param begun        when the session was made; null where it is not known
     * @param systemPrompt the session's own; null for none
     * @param above        the system messages of the branch that stand before what is here of it
     */
    Transcript(List<Node> nodes, String head, Instant begun, String systemPrompt, List<Message> above) {
        Map<String, Node> byId = new LinkedHashMap<>();
        for (Node node : nodes) {
            byId.put(node.id(), node);
            children.computeIfAbsent(node.parent() == null ? "" : node.parent(), id -> new ArrayList<>()).add(node);
        }
        this.nodes = Collections.unmodifiableMap(byId);
        this.branch = branchTo(head);
        this.begun = begun;
        this.systemPrompt = systemPrompt;
        this.above = List.copyOf(above);
    }

    /**
     * From a first message to this one; empty for one that is not here. Where the first is not here, from the first question that is: no
     * model takes a conversation that begins in the midst of an answer.
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

    /** Whether there is such a session, perhaps without a message. */
    public boolean isKnown() {
        return begun != null;
    }

    /** What the model is told in every turn of this session, after the agent's own prompt. */
    public Optional<String> systemPrompt() {
        return Optional.ofNullable(systemPrompt);
    }

    /** Everything that is here, conversation or not, in the order it was stored. */
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
    public BranchPoint place(List<Message> history, List<Message> input, Preferences.History mode) {
        return new BranchMatcher(above, branch, visible(), history, input).place(mode).begun(begun);
    }

    /** As {@link #placeAfter}, under the last node of the conversation. */
    public BranchPoint placeAtHead(List<Message> sent) {
        return new BranchMatcher(above, branch, visible(), List.of(), sent).below().begun(begun);
    }

    /**
     * The place under a node. Messages that the client repeats from the branch that ends there are not taken again.
     *
     * @param node a new branch begins where it is not known
     */
    public BranchPoint placeAfter(String node, List<Message> sent) {
        return new BranchMatcher(above, branchTo(node), visible(), List.of(), sent).below().begun(begun);
    }

    ClientView visible() {
        return new ClientView(children, nodes.values().stream()
                .filter(node -> node.parent() != null && !nodes.containsKey(node.parent())).toList());
    }
}
