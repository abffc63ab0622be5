package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How a response ended.
 *
 * @param incompleteReason {@code max_output_tokens} or {@code content_filter}; null for any other end, a disconnected reader included
 * @param errorCode        {@code server_error} or {@code rate_limit_exceeded}; null, as the message, if it did not fail
 */
public record ResponseOutcome(ResponseStatus status, String incompleteReason, String errorCode, String errorMessage, Usage usage,
                              Instant ended) {
    private static final int TOO_MANY = 429;
    private static final String RATE_LIMITED = "rate_limit_exceeded";
    private static final String LENGTH = "max_output_tokens";

    public ResponseOutcome {
        Objects.requireNonNull(status);
        Objects.requireNonNull(usage);
        Objects.requireNonNull(ended);
    }

    public static ResponseOutcome of(RunEnded end, Instant at) {
        if (end instanceof RunEnded.RunFailed failed) {
            return failed(failed.problem(), end.usage(), at);
        }
        if (end instanceof RunEnded.RunCancelled cancelled) {
            return cancelled(cancelled, at);
        }
        FinishReason finish = ((RunEnded.RunCompleted) end).finish();
        return switch (finish) {
            case LENGTH -> incomplete(LENGTH, end.usage(), at);
            case CONTENT_FILTER -> incomplete("content_filter", end.usage(), at);
            default -> new ResponseOutcome(ResponseStatus.COMPLETED, null, null, null, end.usage(), at);
        };
    }

    /**
     * Returns an end of a run for which {@link #of} returns this outcome.
     *
     * @param said the output that readers have received
     */
    public RunEnded asEnd(Message said) {
        return switch (status) {
            case FAILED -> new RunEnded.RunFailed(Problem.of(RATE_LIMITED.equals(errorCode) ? ErrorCode.RATE_LIMIT_EXCEEDED
                    : ErrorCode.INTERNAL_ERROR, errorMessage), said, usage);
            case CANCELLED -> new RunEnded.RunCancelled(Cancellation.Reason.STOPPED, said, usage);
            case INCOMPLETE -> incompleteReason == null ? new RunEnded.RunCancelled(Cancellation.Reason.CLIENT_LEFT, said, usage)
                    : completed(LENGTH.equals(incompleteReason) ? FinishReason.LENGTH : FinishReason.CONTENT_FILTER, said);
            default -> completed(FinishReason.STOP, said);
        };
    }

    private RunEnded completed(FinishReason finish, Message said) {
        return new RunEnded.RunCompleted(said, List.of(), finish, null, usage);
    }

    private static ResponseOutcome cancelled(RunEnded.RunCancelled end, Instant at) {
        if (end.reason() == Cancellation.Reason.CLIENT_LEFT) {
            return incomplete(null, end.usage(), at);
        }
        return end.problem().code() == ErrorCode.RUN_INTERRUPTED
                ? new ResponseOutcome(ResponseStatus.CANCELLED, null, null, null, end.usage(), at)
                : failed(end.problem(), end.usage(), at);
    }

    private static ResponseOutcome incomplete(String reason, Usage usage, Instant at) {
        return new ResponseOutcome(ResponseStatus.INCOMPLETE, reason, null, null, usage, at);
    }

    private static ResponseOutcome failed(Problem problem, Usage usage, Instant at) {
        String code = problem.form().status() == TOO_MANY ? RATE_LIMITED : "server_error";
        return new ResponseOutcome(ResponseStatus.FAILED, null, code, problem.message(), usage, at);
    }
}
