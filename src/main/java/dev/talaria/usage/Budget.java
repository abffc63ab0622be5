package dev.talaria.usage;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit on what an API key or a user may use in a period, which begins at midnight UTC.
 *
 * @param amount of tokens, or of the currency of the prices
 */
public record Budget(Level level, BigDecimal amount, Unit unit, Period period) {
    private static final Pattern FORM = Pattern.compile("(soft|hard):([0-9]{1,15}(?:\\.[0-9]{1,6})?)(tokens|cost)/(day|month)");
    private static final int BILLION_DIGITS = 9;

    /** What happens at the limit. */
    public enum Level {
        /** It is noted. */
        SOFT,
        /** Further turns are refused. */
        HARD
    }

    /** What is limited. */
    public enum Unit {
        TOKENS, COST
    }

    /** How long the limit is for. */
    public enum Period {
        DAY, MONTH;

        LocalDate begin(LocalDate today) {
            return this == DAY ? today : today.withDayOfMonth(1);
        }

        LocalDate next(LocalDate today) {
            return this == DAY ? today.plusDays(1) : today.withDayOfMonth(1).plusMonths(1);
        }
    }

    public Budget {
        Objects.requireNonNull(level);
        Objects.requireNonNull(amount);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(period);
    }

    /**
     * Reads a budget such as {@code hard:10.50cost/month} or {@code soft:1000000tokens/day}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Budget parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Budget(Level.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), new BigDecimal(matcher.group(2)),
                Unit.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)), Period.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)));
    }

    boolean isReached(UsageStore.Totals used) {
        BigDecimal spent = unit == Unit.TOKENS ? BigDecimal.valueOf(used.tokens()) : BigDecimal.valueOf(used.cost(), BILLION_DIGITS);
        return spent.compareTo(amount) >= 0;
    }

    /** Returns what is limited, for people. */
    String words() {
        return amount.toPlainString() + (unit == Unit.TOKENS ? " tokens" : "") + " a " + period.name().toLowerCase(Locale.ROOT);
    }
}
