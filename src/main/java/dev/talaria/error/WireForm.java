package dev.talaria.error;

import java.util.Objects;

/**
 * How a {@link Problem} shows outside. Usually as its code has it; what an upstream refused keeps the upstream's status and code.
 *
 * @param status         of an HTTP reply that has not been committed
 * @param code           the envelope's {@code code}
 * @param retryIsUseless whether a client that retries 408, 409, 429 and 5xx replies by itself should be told that it cannot help
 */
public record WireForm(int status, String code, boolean retryIsUseless) {
    public WireForm {
        Objects.requireNonNull(code);
    }

    /** The form that the catalogue gives a code. */
    public static WireForm of(ErrorCode code) {
        return new WireForm(code.status(), code.code(), code.retryIsUseless());
    }
}
