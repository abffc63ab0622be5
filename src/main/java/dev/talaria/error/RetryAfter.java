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
     * What the headers of a reply ask for; {@code retry-after-ms} is finer than {@code Retry-After} and counts first.
     *
     * @param header the value of a header by its name; null where it is absent
     */
    public static Optional<Duration> of(UnaryOperator<String> header, Instant now) {
        String millis = header.apply("retry-after-ms");
        return parse(millis == null ? null : millis.strip() + "e-3", now).or(() -> parse(header.apply("Retry-After"), now));
    }

    /** Empty where the header is absent (null) or cannot be understood; never negative, a day at the most. */
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
