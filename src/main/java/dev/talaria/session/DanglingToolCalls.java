package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a conversation acceptable to models: each tool call with its result right behind it. Drops a call without a result (the turn was
 * interrupted, or the user went on talking instead), a result without its call (the client cut its history), and an assistant message that
 * is empty then. Takes linear time.
 */
final class DanglingToolCalls {
    private final List<Message> conversation;
    /** Maps the index of a calling message to the messages of results, in order of arrival, each with the answers to these calls only. */
    private final Map<Integer, List<Message>> results = new HashMap<>();

    private DanglingToolCalls(List<Message> conversation) {
        this.conversation = conversation;
    }

    static List<Message> only(List<Message> conversation) {
        DanglingToolCalls danglingToolCalls = new DanglingToolCalls(conversation);
        danglingToolCalls.findResults();
        return danglingToolCalls.kept();
    }

    /** Pairs each result with the last preceding call of its id that has none yet. */
    private void findResults() {
        Map<String, List<Integer>> open = new HashMap<>();
        for (int i = 0; i < conversation.size(); i++) {
            Message message = conversation.get(i);
            Map<Integer, List<Part>> claimed = new HashMap<>();
            for (ToolResult result : message.toolResults()) {
                List<Integer> calls = open.getOrDefault(result.callId(), List.of());
                if (!calls.isEmpty()) {
                    claimed.computeIfAbsent(calls.remove(calls.size() - 1), place -> new ArrayList<>()).add(result);
                }
            }
            claimed.forEach((place, parts) -> results.computeIfAbsent(place, at -> new ArrayList<>()).add(message.withParts(parts)));
            Set<String> called = new HashSet<>(ClientMessage.calls(message));
            called.forEach(id -> open.put(id, new ArrayList<>()));
            for (ToolCall call : message.toolCalls()) {
                open.get(call.id()).add(i);
            }
        }
    }

    private List<Message> kept() {
        List<Message> kept = new ArrayList<>(conversation.size());
        for (int i = 0; i < conversation.size(); i++) {
            Message message = conversation.get(i);
            if (message.role() == Role.TOOL) {
                continue;
            }
            List<Message> answers = results.getOrDefault(i, List.of());
            Message rest = answeredOnly(message, answers);
            if (!ClientMessage.isSilent(rest)) {
                kept.add(rest);
                kept.addAll(answers);
            }
        }
        return kept;
    }

    private static Message answeredOnly(Message message, List<Message> answers) {
        if (message.toolCalls().isEmpty()) {
            return message;
        }
        Set<String> answered = new HashSet<>();
        answers.forEach(answer -> answer.toolResults().forEach(result -> answered.add(result.callId())));
        return message.withParts(message.parts().stream()
                .filter(part -> !(part instanceof ToolCall call) || answered.contains(call.id())).toList());
    }
}
