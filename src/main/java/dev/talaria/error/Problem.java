package dev.talaria.error;

import java.time.Duration;
import java.util.Objects;

/**
 * One failure as a caller may see it, a plain value.
 *
 * @param param      the field or header at fault; null where there is none
 * @param retryAfter how long to wait before trying again; null where unknown
 */
public record Problem(ErrorCode code, String message, String param, Duration retryAfter) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
    }

    public static Problem of(ErrorCode code, String message) {
        return new Problem(code, message, null, null);
    }

    /** Of what is not meant for callers: by the request's id an operator finds it in the log. */
    public static Problem internal(String requestId) {
        return of(ErrorCode.INTERNAL_ERROR, "Internal error (request " + requestId + ")");
    }

    public Problem withParam(String where) {
        return new Problem(code, message, where, retryAfter);
    }

    public Problem withRetryAfter(Duration wait) {
        return new Problem(code, message, param, wait);
    }

    public ApiException asException() {
        return new ApiException(this, null);
    }
}
