package dev.talaria.model;

import java.time.Duration;
import java.util.Objects;

/**
 * An upstream's error as read, but not judged: {@link UpstreamFaults} turns it into a {@link dev.talaria.error.Problem}.
 *
 * @param status     the HTTP status, or the one that an error within a successful reply implies; 0 if unknown
 * @param words      the innermost message, bounded but not redacted; empty if the upstream sent none
 * @param code       the upstream's own error code as it was written, a number as its digits; may be null
 * @param type       the upstream's own error type; may be null
 * @param param      the parameter that the upstream named as faulty; may be null
 * @param retryAfter the delay that the upstream asked for before a retry; may be null
 */
public record UpstreamRefusal(int status, String words, String code, String type, String param, Duration retryAfter) {
    public UpstreamRefusal {
        Objects.requireNonNull(words);
    }

    UpstreamRefusal withStatus(int other) {
        return new UpstreamRefusal(other, words, code, type, param, retryAfter);
    }

    UpstreamRefusal withRetryAfter(Duration other) {
        return new UpstreamRefusal(status, words, code, type, param, other);
    }

    /** Returns all of the error's text for searches. */
    String text() {
        return String.join(" | ", words, code == null ? "" : code, type == null ? "" : type);
    }
}
