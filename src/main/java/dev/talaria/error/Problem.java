package dev.talaria.error;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One failure as callers see it. Immutable.
 *
 * @param param      the faulty field or header; null for none
 * @param retryAfter the delay before a retry; null if unknown
 * @param form       how it is rendered on the wire
 */
public record Problem(ErrorCode code, String message, @Nullable String param, @Nullable Duration retryAfter, WireForm form) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(form);
    }

    public static Problem of(ErrorCode code, String message) {
        return new Problem(code, message, null, null, WireForm.of(code));
    }

    /** Returns the problem for an internal failure, whose request id leads an operator to the log. */
    public static Problem internal(String requestId) {
        return of(ErrorCode.INTERNAL_ERROR, "Internal error (request " + requestId + ")");
    }

    public Problem withParam(@Nullable String where) {
        return new Problem(code, message, where, retryAfter, form);
    }

    public Problem withRetryAfter(@Nullable Duration wait) {
        return new Problem(code, message, param, wait, form);
    }

    /** Returns this failure with another status or code on the wire, or with other advice about retries. */
    public Problem withForm(WireForm other) {
        return new Problem(code, message, param, retryAfter, other);
    }

    /** Returns this failure marked as one that a retry cannot fix. */
    public Problem withoutRetry() {
        return withForm(new WireForm(form.status(), form.code(), true));
    }

    public ApiException asException() {
        return new ApiException(this, null);
    }
}
