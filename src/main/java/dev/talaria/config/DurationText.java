package dev.talaria.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations as people write them: {@code 500ms}, {@code 15s}, {@code 2m}, {@code 1h}, {@code PT15S}; a bare number is seconds. */
public final class DurationText {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)?");

    private DurationText() {
    }

    /** @throws IllegalArgumentException if it is none; the message completes "it must be …" */
    public static Duration parse(String text) {
        Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return iso(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException notIso) {
            throw ValueTypes.must("a duration such as `500ms`, `15s`, `2m` or `PT15S`");
        }
    }
}
