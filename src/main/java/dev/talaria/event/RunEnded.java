package dev.talaria.event;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The last event of a run: every run has exactly one, whatever breaks. */
public sealed interface RunEnded extends AgentEvent {

    /** What was said to the reader, whole: text joined over the run's model calls; of a cut run what came before the cut. */
    Message output();

    Usage usage();

    /** Why there is no whole answer; empty for a completed run. */
    Optional<Problem> problem();

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
        public Optional<Problem> problem() {
            return Optional.empty();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.completed(this);
        }
    }

    record RunFailed(Problem cause, Message output, Usage usage) implements RunEnded {
        @Override
        public Optional<Problem> problem() {
            return Optional.of(cause);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failed(this);
        }
    }

    record RunCancelled(Cancellation.Reason reason, Message output, Usage usage) implements RunEnded {
        @Override
        public Optional<Problem> problem() {
            return Optional.of(switch (reason) {
                case SHUTDOWN -> Problem.of(ErrorCode.DRAINING, "The server is stopping").withRetryAfter(Duration.ofSeconds(5));
                case INTERRUPTED -> Problem.of(ErrorCode.RUN_INTERRUPTED, "The run was interrupted by a newer turn of its session");
                case DEADLINE -> Problem.of(ErrorCode.TURN_TIMEOUT, "The turn took longer than the server allows");
                case CLIENT_LEFT, STOPPED -> Problem.of(ErrorCode.RUN_INTERRUPTED, "The run was stopped");
            });
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cancelled(this);
        }
    }
}
