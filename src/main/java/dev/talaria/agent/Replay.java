package dev.talaria.agent;

import dev.talaria.agent.turn.ModelReply;
import dev.talaria.event.AgentEvent;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.run.Approvals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accumulates the stored events of a run. Confined to one thread. */
final class Replay {
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final Set<String> asked = new HashSet<>();
    private final Map<String, Approvals.Choice> answers = new HashMap<>();
    private AgentEvent shown;

    void add(AgentEvent event) {
        if (event instanceof AgentEvent.TextDelta delta) {
            text.append(delta.text());
        } else if (event instanceof AgentEvent.ReasoningDelta delta) {
            reasoning.append(delta.text());
        } else if (event instanceof AgentEvent.RefusalDelta delta) {
            refusal.append(delta.text());
        } else if (event instanceof AgentEvent.ApprovalRequested question) {
            asked.add(question.approvalId());
        } else if (event instanceof AgentEvent.ApprovalResolved answer) {
            Approvals.Choice.of(answer.choice()).ifPresent(choice -> answers.put(answer.approvalId(), choice));
        }
        if (event.commits()) {
            shown = event;
        }
    }

    /** Returns the output that readers have seen, as part of a reply. */
    ModelReply said() {
        return new ModelReply(text.toString(), reasoning.toString(), refusal.toString(), List.of(), List.of(), FinishReason.STOP,
                Usage.NONE);
    }

    boolean asked(String approvalId) {
        return asked.contains(approvalId);
    }

    Optional<Approvals.Choice> choice(String approvalId) {
        return Optional.ofNullable(answers.get(approvalId));
    }

    /** Returns the last event that shows the model or a tool; null if there is none. */
    AgentEvent shown() {
        return shown;
    }
}
