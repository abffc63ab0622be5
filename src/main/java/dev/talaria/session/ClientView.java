package dev.talaria.session;

import dev.talaria.message.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tree of a transcript as an OpenAI client sees it, without server tool calls and their results. */
final class ClientView {
    private final Map<String, List<Node>> children;
    private final List<Node> tops;

    /**
     * @param children the nodes under each node, by its id; the roots under the empty id
     * @param tops     the nodes whose parent is not loaded
     */
    ClientView(Map<String, List<Node>> children, List<Node> tops) {
        this.children = children;
        this.tops = tops;
    }

    /** Returns the messages that follow a message; after null, the first messages. Skips system messages and silent ones. */
    List<ClientMessage> after(ClientMessage before) {
        List<ClientMessage> found = new ArrayList<>();
        ArrayDeque<ClientMessage> silent = new ArrayDeque<>();
        collect(before, before == null ? "" : before.last().id(), found, silent);
        while (!silent.isEmpty()) {
            collect(before, silent.poll().last().id(), found, silent);
        }
        return found;
    }

    /** As {@link #after}, for a conversation that starts with this node. */
    List<ClientMessage> from(Node first) {
        List<ClientMessage> found = new ArrayList<>();
        ArrayDeque<ClientMessage> silent = new ArrayDeque<>();
        collect(null, List.of(first), found, silent);
        while (!silent.isEmpty()) {
            collect(null, silent.poll().last().id(), found, silent);
        }
        return found;
    }

    private void collect(ClientMessage before, String under, List<ClientMessage> found, ArrayDeque<ClientMessage> silent) {
        collect(before, children.getOrDefault(under, List.of()), found, silent);
    }

    private void collect(ClientMessage before, List<Node> nodes, List<ClientMessage> found, ArrayDeque<ClientMessage> silent) {
        for (Node child : nodes) {
            for (List<Node> chain : groups(child)) {
                ClientMessage clientMessage = ClientMessage.of(before, chain);
                (clientMessage.isSilent() || clientMessage.message().role().isSystem() ? silent : found).add(clientMessage);
            }
        }
    }

    /** Returns every message of the tree, in no particular order. */
    List<ClientMessage> all() {
        List<ClientMessage> all = new ArrayList<>(after(null));
        tops.forEach(top -> all.addAll(from(top)));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(after(all.get(i)));
        }
        return all;
    }

    /** Returns the chains of nodes that start here and form one message each; usually of one node. */
    private List<List<Node>> groups(Node first) {
        List<List<Node>> whole = new ArrayList<>();
        ArrayDeque<List<Node>> open = new ArrayDeque<>();
        open.add(List.of(first));
        while (!open.isEmpty()) {
            List<Node> chain = open.poll();
            List<Node> below = children.getOrDefault(chain.get(chain.size() - 1).id(), List.of());
            List<Node> going = below.stream().filter(node -> continues(chain, node)).toList();
            if (going.isEmpty() || going.size() < below.size()) {
                whole.add(chain);
            }
            going.forEach(node -> open.add(joined(chain, node)));
        }
        return whole;
    }

    /**
     * Returns whether the node belongs to the chain's message: a server tool's result follows its call, and the same turn's text follows
     * such results.
     */
    private static boolean continues(List<Node> chain, Node next) {
        Node last = chain.get(chain.size() - 1);
        if (next.fromClient() || chain.get(0).message().role() != Role.ASSISTANT) {
            return false;
        }
        return switch (next.message().role()) {
            case TOOL -> true;
            case ASSISTANT -> last.message().role() == Role.TOOL && last.run().equals(next.run());
            default -> false;
        };
    }

    private static List<Node> joined(List<Node> chain, Node next) {
        List<Node> longer = new ArrayList<>(chain);
        longer.add(next);
        return longer;
    }
}
