package dev.talaria.session;

import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One message as an OpenAI client sees it. Usually that is one node. The steps of a turn with server tools are several nodes but one
 * message, whose text joins the steps' texts by blank lines and whose calls are the client's.
 *
 * @param before the preceding message on its branch; null for the first
 * @param nodes  the nodes that form it, from top to bottom
 */
record ClientMessage(ClientMessage before, List<Node> nodes, Message message) {

    static ClientMessage of(ClientMessage before, List<Node> nodes) {
        boolean plain = nodes.size() == 1 && !(nodes.get(0).partial() && !nodes.get(0).message().toolCalls().isEmpty());
        return new ClientMessage(before, List.copyOf(nodes), plain ? nodes.get(0).message() : folded(nodes));
    }

    private static Message folded(List<Node> nodes) {
        Set<String> answered = new HashSet<>();
        nodes.forEach(node -> node.message().toolResults().forEach(result -> answered.add(result.callId())));
        List<String> texts = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        for (Node node : nodes) {
            if (node.message().role() == Role.ASSISTANT) {
                String text = node.message().text();
                if (!text.isBlank()) {
                    texts.add(text);
                }
                node.message().parts().stream().filter(part -> isShown(part, node.partial(), answered)).forEach(others::add);
            }
        }
        List<Part> parts = new ArrayList<>();
        if (!texts.isEmpty()) {
            parts.add(new Part.Text(String.join("\n\n", texts)));
        }
        parts.addAll(others);
        return new Message(Role.ASSISTANT, parts, nodes.get(0).message().author());
    }

    /** A client's call ends a complete turn; in an interrupted turn an unanswered call was the server's. */
    private static boolean isShown(Part part, boolean partial, Set<String> answered) {
        return part instanceof ToolCall call ? !partial && !answered.contains(call.id())
                : part instanceof Part.Image || part instanceof Part.Refusal;
    }

    Node last() {
        return nodes.get(nodes.size() - 1);
    }

    boolean partial() {
        return nodes.stream().anyMatch(Node::partial);
    }

    boolean isSilent() {
        return isSilent(message);
    }

    /** Returns whether it is an empty assistant message, as clients keep one for a failed turn. */
    static boolean isSilent(Message message) {
        return message.role() == Role.ASSISTANT && message.text().isBlank()
                && message.parts().stream().allMatch(part -> part instanceof Part.Text || part instanceof Part.Reasoning
                        || part instanceof Part.Extension || part instanceof Part.Unknown);
    }

    /** Returns whether the client's message is this one: texts are compared trimmed, and by their beginning if ours was cut. */
    boolean matches(Message other) {
        if (message.role() != other.role()) {
            return false;
        }
        return switch (message.role()) {
            case ASSISTANT -> matchesAssistant(other);
            case TOOL -> results(message).equals(results(other));
            default -> saysTheSame(text(message), text(other)) && images(message).equals(images(other));
        };
    }

    /** Returns whether a text with files contains the question: a client sends files with a question once, and later the question alone. */
    private static boolean saysTheSame(String whole, String question) {
        return whole.equals(question)
                || !question.isEmpty() && whole.contains(question) && DocumentPrompt.question(whole).equals(question);
    }

    /** Returns whether the client's message is this user's question, which the client has filled with files since. */
    boolean isAskedIn(Message other) {
        return message.role() == Role.USER && other.role() == Role.USER && saysTheSame(text(other), text(message));
    }

    private boolean matchesAssistant(Message other) {
        List<String> calls = calls(message);
        if (!calls.equals(calls(other))) {
            return false;
        }
        String ours = text(message);
        String theirs = text(other);
        boolean callsSuffice = !calls.isEmpty() && (ours.isEmpty() || theirs.isEmpty());
        return callsSuffice || ours.equals(theirs) || partial() && (ours.startsWith(theirs) || theirs.startsWith(ours));
    }

    static List<String> calls(Message message) {
        return message.toolCalls().stream().map(ToolCall::id).toList();
    }

    private static List<ToolResult> results(Message message) {
        return message.toolResults().stream().map(result -> new ToolResult(result.callId(), result.content().strip())).toList();
    }

    private static List<String> images(Message message) {
        return message.parts().stream().filter(Part.Image.class::isInstance).map(part -> ((Part.Image) part).url()).toList();
    }

    /** Returns the text; the refusal if there is no other text. */
    private static String text(Message message) {
        String text = message.text().strip();
        return !text.isEmpty() ? text : message.parts().stream().filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text().strip()).findFirst().orElse("");
    }
}
