package dev.talaria.event;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.List;

/** The last event of a run: every run has exactly one, whatever breaks. */
public sealed interface RunEnded extends AgentEvent {

    /** What was said to the reader, whole: text joined over the run's model calls; of a cut run what came before the cut. */
    Message output();

    Usage usage();

    /**
     * @param output          an assistant message: reasoning, text and refusal parts
     * @param clientToolCalls what the caller is asked to do; empty unless {@code finish} is {@code TOOL_CALLS}
     * @param logprobs        the model's own JSON, or null where it gave none
     */
    record RunCompleted(Message output, List<ToolCall> clientToolCalls, FinishReason finish, String logprobs, Usage usage)
            implements RunEnded {
        public RunCompleted {
            clientToolCalls = List.copyOf(clientToolCalls);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.completed(this);
        }
    }

    record RunFailed(Problem problem, Message output, Usage usage) implements RunEnded {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failed(this);
        }
    }

    record RunCancelled(Cancellation.Reason reason, Message output, Usage usage) implements RunEnded {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cancelled(this);
        }
    }
}
