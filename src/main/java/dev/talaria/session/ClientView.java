package dev.talaria.session;

import dev.talaria.message.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A transcript's tree as an OpenAI client sees it: server tool calls and their results are folded away. */
final class ClientView {
    private final Map<String, List<Node>> children;
    private final List<Node> tops;

    /**
     * @param children the nodes under each node, by its id; the first ones under the empty id
     * @param tops     those whose predecessor is not here
     */
    ClientView(Map<String, List<Node>> children, List<Node> tops) {
        this.children = children;
        this.tops = tops;
    }

    /**
     * What can be seen next after a message; after null, what a conversation began with. System messages and those that say nothing
     * are passed over.
     */
    List<ClientMessage> after(ClientMessage before) {
        List<ClientMessage> found = new ArrayList<>();
        ArrayDeque<ClientMessage> silent = new ArrayDeque<>();
        collect(before, before == null ? "" : before.last().id(), found, silent);
        while (!silent.isEmpty()) {
            collect(before, silent.poll().last().id(), found, silent);
        }
        return found;
    }

    /** As {@link #after}, as though the conversation began with this node. */
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

    /** Every message of the tree, in no order. */
    List<ClientMessage> all() {
        List<ClientMessage> all = new ArrayList<>(after(null));
        tops.forEach(top -> all.addAll(from(top)));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(after(all.get(i)));
        }
        return all;
    }

    /** The chains of nodes that begin here and are each one visible message: usually one of one node. */
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

    /** A server tool's result follows its call, and after such results the same turn speaks on. */
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
