package dev.talaria.session;

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
 * Makes a conversation one that models take: each tool call with its result right behind it. A call without a result is left out (a
 * turn was cut short, or the user went on talking instead), so is a result without its call (a client cut its history), and so is an
 * assistant message that says nothing then.
 */
final class Answered {
    private final List<Message> conversation;
    private final List<List<ToolResult>> unclaimed = new ArrayList<>();
    private final List<Message> kept = new ArrayList<>();

    private Answered(List<Message> conversation) {
        this.conversation = conversation;
        conversation.forEach(message -> unclaimed.add(new ArrayList<>(message.toolResults())));
    }

    static List<Message> only(List<Message> conversation) {
        return new Answered(conversation).kept();
    }

    private List<Message> kept() {
        for (int i = 0; i < conversation.size(); i++) {
            Message message = conversation.get(i);
            if (!message.toolCalls().isEmpty()) {
                exchange(i);
            } else if (message.role() != Role.TOOL && !Visible.isSilent(message)) {
                kept.add(message);
            }
        }
        return kept;
    }

    /** The message at this place with the calls that were answered, and their results. */
    private void exchange(int place) {
        Message message = conversation.get(place);
        List<Message> results = results(place);
        Set<String> answered = new HashSet<>();
        results.forEach(result -> result.toolResults().forEach(one -> answered.add(one.callId())));
        Message rest = message.withParts(message.parts().stream()
                .filter(part -> !(part instanceof ToolCall call) || answered.contains(call.id())).toList());
        if (!Visible.isSilent(rest)) {
            kept.add(rest);
            kept.addAll(results);
        }
    }

    /** In the order they came; another call of the same id has those that come after it. */
    private List<Message> results(int place) {
        List<String> awaited = new ArrayList<>(Visible.calls(conversation.get(place)));
        List<Message> results = new ArrayList<>();
        for (int i = place + 1; i < conversation.size() && !awaited.isEmpty(); i++) {
            Message message = conversation.get(i);
            awaited.removeAll(Visible.calls(message));
            List<Part> claimed = new ArrayList<>();
            for (ToolResult result : List.copyOf(unclaimed.get(i))) {
                if (awaited.remove(result.callId())) {
                    claimed.add(result);
                    unclaimed.get(i).remove(result);
                }
            }
            if (!claimed.isEmpty()) {
                results.add(message.withParts(claimed));
            }
        }
        return results;
    }
}
