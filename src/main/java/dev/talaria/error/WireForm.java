package dev.talaria.error;

import java.util.Objects;

/**
 * How a {@link Problem} is rendered on the wire: usually as its code defines it. An upstream's refusal keeps the upstream's status and
 * code.
 *
 * @param status         for an HTTP reply that is not yet committed
 * @param code           the envelope's {@code code}
 * @param retryIsUseless whether to tell clients that retry 408, 409, 429 and 5xx replies by themselves that a retry cannot help
 */
public record WireForm(int status, String code, boolean retryIsUseless) {
    public WireForm {
        Objects.requireNonNull(code);
    }

    /** Returns the form that the catalogue defines for a code. */
    public static WireForm of(ErrorCode code) {
        return new WireForm(code.status(), code.code(), code.retryIsUseless());
    }
}
