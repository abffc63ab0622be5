package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import java.time.Instant;
import java.util.Objects;

/**
 * How a response ended.
 *
 * @param incompleteReason {@code max_output_tokens} or {@code content_filter}; null for any other end, a reader that left included
 * @param errorCode        {@code server_error} or {@code rate_limit_exceeded}; null where it did not fail, and so is the message
 */
public record ResponseOutcome(ResponseStatus status, String incompleteReason, String errorCode, String errorMessage, Usage usage,
                              Instant ended) {
    private static final int TOO_MANY = 429;

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
            case LENGTH -> incomplete("max_output_tokens", end.usage(), at);
            case CONTENT_FILTER -> incomplete("content_filter", end.usage(), at);
            default -> new ResponseOutcome(ResponseStatus.COMPLETED, null, null, null, end.usage(), at);
        };
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
        String code = problem.code().status() == TOO_MANY ? "rate_limit_exceeded" : "server_error";
        return new ResponseOutcome(ResponseStatus.FAILED, null, code, problem.message(), usage, at);
    }
}
