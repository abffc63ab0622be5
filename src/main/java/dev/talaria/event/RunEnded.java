package dev.talaria.event;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.util.List;
import java.util.Optional;

/** The last event of a run: every run has exactly one, whatever fails. */
public sealed interface RunEnded extends AgentEvent {

    /** Returns the whole output: text joined over the run's model calls; of an interrupted run what came before the interruption. */
    Message output();

    Usage usage();

    /** Returns the model that has served it last; null if none was called, or if that is not known. */
    ModelRuntime runtime();

    /** Returns the same end of a run that this model has served. */
    RunEnded servedBy(ModelRuntime served);

    /** Returns why there is no complete answer; empty for a completed run. */
    default Optional<Problem> failure() {
        return Optional.empty();
    }

    /**
     * @param output          an assistant message: reasoning, text and refusal parts, opaque members
     * @param clientToolCalls the calls for the caller; if {@code finish} is not {@code TOOL_CALLS}, the model was cut off within them
     * @param logprobs        the model's own JSON, or null if it sent none
     */
    record RunCompleted(Message output, List<ToolCall> clientToolCalls, FinishReason finish, String logprobs, Usage usage,
                        ModelRuntime runtime) implements RunEnded {
        public RunCompleted {
            clientToolCalls = List.copyOf(clientToolCalls);
        }

        /** Without the model that has served it. */
        public RunCompleted(Message output, List<ToolCall> clientToolCalls, FinishReason finish, String logprobs, Usage usage) {
            this(output, clientToolCalls, finish, logprobs, usage, null);
        }

        @Override
        public RunEnded servedBy(ModelRuntime served) {
            return new RunCompleted(output, clientToolCalls, finish, logprobs, usage, served);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.completed(this);
        }
    }

    record RunFailed(Problem problem, Message output, Usage usage, ModelRuntime runtime) implements RunEnded {
        /** Without the model that has served it. */
        public RunFailed(Problem problem, Message output, Usage usage) {
            this(problem, output, usage, null);
        }

        @Override
        public RunEnded servedBy(ModelRuntime served) {
            return new RunFailed(problem, output, usage, served);
        }

        @Override
        public Optional<Problem> failure() {
            return Optional.of(problem);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failed(this);
        }
    }

    record RunCancelled(Cancellation.Reason reason, Message output, Usage usage, ModelRuntime runtime) implements RunEnded {
        /** Without the model that has served it. */
        public RunCancelled(Cancellation.Reason reason, Message output, Usage usage) {
            this(reason, output, usage, null);
        }

        @Override
        public RunEnded servedBy(ModelRuntime served) {
            return new RunCancelled(reason, output, usage, served);
        }

        /** Returns the interruption as a failure, for APIs and replies that have no other form for it. */
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
