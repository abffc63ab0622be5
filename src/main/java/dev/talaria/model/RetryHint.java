package dev.talaria.model;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the retry delay from an error's body, for upstreams that send no header. At most one day. */
final class RetryHint {
    private static final Duration MAX = Duration.ofDays(1);
    private static final Pattern SENTENCE = Pattern.compile("(?i)\\b(?:try again|retry|retry after|wait)(?: in| after| for)?:? "
            + "((?:\\d{1,6}(?:\\.\\d{1,9})? ?(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\\b[ ,]*)+"
            + "|(?:\\d{1,6}[hm])*\\d{1,6}(?:\\.\\d{1,9})?(?:ms|s|m|h)\\b)");
    private static final Pattern PIECE = Pattern.compile("(?i)(\\d{1,6}(?:\\.\\d{1,9})?) ?(ms|milli|s|m|h)");

    private RetryHint() {
    }

    /** Reads a sentence such as "Please try again in 7m12.5s"; returns null if there is none. */
    static Duration inWords(String words) {
        Matcher sentence = SENTENCE.matcher(words);
        return sentence.find() ? sum(sentence.group(1)) : null;
    }

    /** Reads {@code retryDelay} from Google's details, or a member named like the header; returns null if there is none. */
    static Duration in(JsonObject error) {
        if (error.get("details") instanceof JsonArray details) {
            for (JsonValue detail : details) {
                if (detail instanceof JsonObject info && info.get("retryDelay") instanceof JsonString delay) {
                    return sum(delay.getString());
                }
            }
        }
        Duration millis = number(error, "retry_after_ms", 1);
        Duration seconds = number(error, "retry_after", 1_000);
        return millis != null ? millis : seconds != null ? seconds : number(error, "retry_after_seconds", 1_000);
    }

    private static Duration number(JsonObject error, String name, int millis) {
        return error.get(name) instanceof JsonNumber number ? bounded(number.doubleValue() * millis) : null;
    }

    private static Duration sum(String text) {
        double millis = 0;
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            millis += Double.parseDouble(piece.group(1)) * switch (piece.group(2).toLowerCase(Locale.ROOT)) {
                case "ms", "milli" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                default -> 3_600_000;
            };
        }
        return millis == 0 ? null : bounded(millis);
    }

    private static Duration bounded(double millis) {
        return Duration.ofMillis((long) Math.ceil(Math.max(0, Math.min(millis, (double) MAX.toMillis()))));
    }
}
