package dev.talaria.event;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.List;
import java.util.Optional;

/** The last event of a run: every run has exactly one, whatever breaks. */
public sealed interface RunEnded extends AgentEvent {

    /** What was said to the reader, whole: text joined over the run's model calls; of a cut run what came before the cut. */
    Message output();

    Usage usage();

    /** Why there is no whole answer; empty for a completed run. */
    default Optional<Problem> failure() {
        return Optional.empty();
    }

    /**
     * @param output          an assistant message: reasoning, text and refusal parts, opaque members
     * @param clientToolCalls what the caller is asked to do; where {@code finish} is not {@code TOOL_CALLS}, the model was cut off in the
     *                        midst of them
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
        public Optional<Problem> failure() {
            return Optional.of(problem);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failed(this);
        }
    }

    record RunCancelled(Cancellation.Reason reason, Message output, Usage usage) implements RunEnded {

        /** The cut as a failure, for dialects and replies that know no other way to say it. */
        public Problem problem() {
            return switch (reason) {
                case CLIENT_LEFT -> Problem.of(ErrorCode.RUN_INTERRUPTED, "The run was cancelled because its client left");
                case STOPPED -> Problem.of(ErrorCode.RUN_INTERRUPTED, "The run was stopped");
                case INTERRUPTED -> Problem.of(ErrorCode.RUN_INTERRUPTED, "The run was interrupted by a newer message of its session");
                case DEADLINE -> Problem.of(ErrorCode.TURN_TIMEOUT, "The turn took longer than allowed");
                case SHUTDOWN -> Problem.of(ErrorCode.DRAINING, "The server is shutting down");
                case UNRECORDED -> Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The run's events could not be stored");
            };
        }

        @Override
        public Optional<Problem> failure() {
            return Optional.of(problem());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cancelled(this);
        }
    }
}
