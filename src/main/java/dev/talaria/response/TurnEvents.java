package dev.talaria.response;

import dev.talaria.event.AgentEvent;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.session.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Derives the events of a run from the nodes that are stored of it, in order and each piece whole. */
final class TurnEvents {
    private final String model;
    private final Set<String> answered = new HashSet<>();
    private final Map<String, ToolCall> open = new HashMap<>();
    private final List<AgentEvent> events = new ArrayList<>();
    private boolean spoke;

    private TurnEvents(String model) {
        this.model = model;
    }

    /** Returns all events but the end. */
    static List<AgentEvent> of(String model, List<Node> turn) {
        List<Node> said = turn.stream().filter(node -> !node.fromClient()).toList();
        TurnEvents told = new TurnEvents(model);
        said.forEach(node -> node.message().toolResults().forEach(result -> told.answered.add(result.callId())));
        said.forEach(node -> told.add(node.message()));
        return told.events;
    }

    private void add(Message message) {
        if (message.role() == Role.TOOL) {
            message.toolResults().forEach(this::result);
            return;
        }
        events.add(new AgentEvent.ModelCalled(model));
        int clientCalls = 0;
        for (Part part : message.parts()) {
            if (part instanceof Part.Reasoning thought) {
                events.add(new AgentEvent.ReasoningDelta(thought.text()));
            } else if (part instanceof Part.Text words) {
                text(words.text());
            } else if (part instanceof Part.Refusal refused) {
                events.add(new AgentEvent.RefusalDelta(refused.text()));
            } else if (part instanceof ToolCall call && answered.contains(call.id())) {
                open.put(call.id(), call);
            } else if (part instanceof ToolCall call) {
                events.add(new AgentEvent.ToolCallDelta(clientCalls++, call.id(), call.name(), call.arguments(), call.extensions()));
            }
        }
    }

    /** Separates the texts of two model calls, as a live run does. */
    private void text(String words) {
        if (spoke) {
            events.add(new AgentEvent.TextDelta("\n\n", null));
        }
        spoke = true;
        events.add(new AgentEvent.TextDelta(words, null));
    }

    private void result(ToolResult result) {
        ToolCall call = open.remove(result.callId());
        if (call != null) {
            events.add(new AgentEvent.ToolStarted(call.id(), call.name(), call.arguments()));
            events.add(new AgentEvent.ToolCompleted(call.id(), call.name(), result.content(), false, Duration.ZERO));
        }
    }
}
