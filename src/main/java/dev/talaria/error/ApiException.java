package dev.talaria.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The only exception that is shown to callers; every other one becomes {@link ErrorCode#INTERNAL_ERROR}. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ApiException(Problem problem, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    public ErrorCode code() {
        return problem.code();
    }

    public ApiException withParam(String param) {
        return new ApiException(problem.withParam(param), getCause());
    }

    public ApiException withRetryAfter(Duration wait) {
        return new ApiException(problem.withRetryAfter(wait), getCause());
    }
}
