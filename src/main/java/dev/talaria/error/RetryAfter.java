package dev.talaria.error;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header: seconds or an HTTP date. */
public final class RetryAfter {
    private static final Duration MAX = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9.]+(?:e-3)?");

    private RetryAfter() {
    }

    /**
     * Returns the delay that a reply's headers ask for. The more precise {@code retry-after-ms} takes precedence over {@code Retry-After}.
     *
     * @param header returns the value of a header by name; null if it is absent
     */
    public static Optional<Duration> of(UnaryOperator<String> header, Instant now) {
        String millis = header.apply("retry-after-ms");
        return parse(millis == null ? null : millis.strip() + "e-3", now).or(() -> parse(header.apply("Retry-After"), now));
    }

    /** Parses the header; returns empty if it is absent (null) or malformed. Never negative, at most a day. */
    public static Optional<Duration> parse(@Nullable String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            String text = header.strip();
            Duration wait = SECONDS.matcher(text).matches()
                    ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1000))
                    : Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait);
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
