package dev.talaria.model;

import java.time.Duration;
import java.util.Objects;

/**
 * What an upstream said about a failure, read but not yet judged: {@link UpstreamFaults} makes a {@link dev.talaria.error.Problem} of it.
 *
 * @param status     the HTTP status, or the one that an error within a successful reply stands for; 0 where nothing tells it
 * @param words      the innermost message, bounded but not redacted; empty where the upstream said nothing in words
 * @param code       the upstream's own error code as it spelled it, a number as its digits; null
 * @param type       the upstream's own error type; null
 * @param param      the parameter that it found fault with; null
 * @param retryAfter how long it asked to be left alone; null
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

    /** All that was said, to be searched for what it means. */
    String text() {
        return String.join(" | ", words, code == null ? "" : code, type == null ? "" : type);
    }
}
