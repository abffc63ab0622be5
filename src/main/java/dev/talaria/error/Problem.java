package dev.talaria.error;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One failure as a caller may see it, a plain value.
 *
 * @param param      the field or header at fault; null where there is none
 * @param retryAfter how long to wait before trying again; null where unknown
 * @param form       how it shows outside
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

    /** Of what is not meant for callers: by the request's id an operator finds it in the log. */
    public static Problem internal(String requestId) {
        return of(ErrorCode.INTERNAL_ERROR, "Internal error (request " + requestId + ")");
    }

    public Problem withParam(@Nullable String where) {
        return new Problem(code, message, where, retryAfter, form);
    }

    public Problem withRetryAfter(@Nullable Duration wait) {
        return new Problem(code, message, param, wait, form);
    }

    /** The same failure under another status or code on the wire, or with another advice about retries. */
    public Problem withForm(WireForm other) {
        return new Problem(code, message, param, retryAfter, other);
    }

    /** The same failure, where a retry cannot help. */
    public Problem withoutRetry() {
        return withForm(new WireForm(form.status(), form.code(), true));
    }

    public ApiException asException() {
        return new ApiException(this, null);
    }
}
