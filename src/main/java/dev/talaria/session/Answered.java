package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Leaves out tool calls that nobody answered: a turn was cut short, or the user went on talking instead.
 * Models refuse a conversation that has them.
 */
final class Answered {
    private Answered() {
    }

    static List<Message> only(List<Message> conversation) {
        List<Message> kept = new ArrayList<>(conversation.size());
        Set<String> answered = new HashSet<>();
        for (int i = conversation.size() - 1; i >= 0; i--) {
            Message message = conversation.get(i);
            if (message.role() == Role.TOOL) {
                message.toolResults().stream().map(ToolResult::callId).forEach(answered::add);
                kept.add(message);
            } else {
                Message rest = without(message, answered);
                answered.clear();
                if (!Visible.isSilent(rest)) {
                    kept.add(rest);
                }
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private static Message without(Message message, Set<String> answered) {
        if (message.toolCalls().stream().allMatch(call -> answered.contains(call.id()))) {
            return message;
        }
        return message.withParts(message.parts().stream()
                .filter(part -> !(part instanceof ToolCall call) || answered.contains(call.id())).toList());
    }
}
