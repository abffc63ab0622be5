package dev.talaria.api.memory;

import dev.talaria.json.JsonBody;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads points in time, precise to the microsecond: ISO 8601 or seconds since 1970. A time without a zone is UTC, a date alone is midnight
 * UTC.
 */
final class WireInstant {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final String DATE = "2024-05-08";
    /** Accepts offsets with a colon, without one, and of hours alone. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart().parseLenient().appendOffset("+HH", "Z").parseStrict()
            .optionalStart().appendLiteral('[').parseCaseSensitive().appendZoneRegionId().appendLiteral(']')
            .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT).withChronology(IsoChronology.INSTANCE);
    private static final int MICRO_DIGITS = 6;
    private static final int MAX_DIGITS = 40;

    private WireInstant() {
    }

    /** Returns empty if the member is absent; throws a 400 if it is not a time in the years 1 to 9999. */
    static Optional<Instant> of(JsonBody body, String name) {
        return body.value(name).map(value -> parse(value).filter(at -> !at.isBefore(EARLIEST) && !at.isAfter(LATEST))
                .map(at -> at.truncatedTo(ChronoUnit.MICROS))
                .orElseGet(() -> body.fail(name, "a time in ISO 8601 or in seconds since 1970")));
    }

    private static Optional<Instant> parse(JsonValue value) {
        try {
            if (value instanceof JsonString text) {
                return Optional.of(iso(text.getString().strip()));
            }
            if (value instanceof JsonNumber number && number.toString().length() <= MAX_DIGITS) {
                BigDecimal seconds = number.bigDecimalValue();
                long micros = seconds.movePointRight(MICRO_DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
                return Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            }
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Instant iso(String text) {
        if (text.length() == DATE.length()) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        TemporalAccessor time = DATE_TIME.parseBest(text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
        return time instanceof ZonedDateTime zoned ? zoned.toInstant() : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    }
}
