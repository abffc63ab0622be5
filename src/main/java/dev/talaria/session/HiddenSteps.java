package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts back what clients never see of a turn and so cannot send back: the server's tool steps. For a body that continues calls of its
 * client's tools without a stored conversation to attach to.
 */
final class HiddenSteps {
    private HiddenSteps() {
    }

    /**
     * Returns the body in which each assistant message with calls that is the end of a stored turn is replaced by all messages of that
     * turn's answer.
     *
     * @param recent the latest nodes of the body's session, in order; of turns that made the same calls the latest counts
     */
    static List<Message> restored(List<Message> body, List<Node> recent) {
        List<ClientMessage> answers = answers(recent);
        List<Message> restored = new ArrayList<>(body.size());
        for (Message message : body) {
            ClientMessage stored = message.role() != Role.ASSISTANT || message.toolCalls().isEmpty() ? null
                    : answers.stream().filter(answer -> isRepeated(answer, message)).reduce((earlier, later) -> later).orElse(null);
            if (stored == null) {
                restored.add(message);
            } else {
                stored.nodes().forEach(node -> restored.add(node.message()));
            }
        }
        return restored;
    }

    /** Returns the answer of each turn that had several steps and was complete, as its client saw it. */
    private static List<ClientMessage> answers(List<Node> recent) {
        Map<String, List<Node>> turns = new LinkedHashMap<>();
        recent.stream().filter(node -> !node.fromClient())
                .forEach(node -> turns.computeIfAbsent(node.run(), run -> new ArrayList<>()).add(node));
        return turns.values().stream().filter(nodes -> nodes.size() > 1 && nodes.get(0).message().role() == Role.ASSISTANT)
                .map(nodes -> ClientMessage.of(null, nodes)).filter(answer -> !answer.partial()).toList();
    }

    private static boolean isRepeated(ClientMessage answer, Message message) {
        return answer.matches(message) && names(answer.message()).equals(names(message));
    }

    private static List<String> names(Message message) {
        return message.toolCalls().stream().map(ToolCall::name).toList();
    }
}
