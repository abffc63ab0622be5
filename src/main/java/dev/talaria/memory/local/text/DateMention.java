package dev.talaria.memory.local.text;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A date that a text mentions, with its precision.
 *
 * @param grain the precision; a coarser one makes the finer parts of {@code day} meaningless
 * @param from  the first word of the mention
 * @param to    the last word of the mention
 */
public record DateMention(LocalDate day, Grain grain, int from, int to) {
    enum Grain {
        DAY, WEEK, MONTH, MONTH_NAME, YEAR
    }

    /** People mostly speak of an event in the week after it, each day less likely. */
    private static final double[] TOLD_LATER = {0.6, 0.4, 0.3, 0.2, 0.2, 0.15, 0.1};
    private static final double SAME_MONTH = 0.3;
    private static final int HALF_A_WEEK = 3;

    public static DateMention ofDay(LocalDate day, int from, int to) {
        return new DateMention(day, Grain.DAY, from, to);
    }

    /** @param day in the middle of the week */
    public static DateMention ofWeek(LocalDate day, int from, int to) {
        return new DateMention(day, Grain.WEEK, from, to);
    }

    public static DateMention ofMonth(YearMonth month, int from, int to) {
        return new DateMention(month.atDay(1), Grain.MONTH, from, to);
    }

    /** Returns the mention of a month without its year: the year is a guess. */
    public static DateMention ofMonthName(YearMonth month, int from, int to) {
        return new DateMention(month.atDay(1), Grain.MONTH_NAME, from, to);
    }

    public static DateMention ofYear(int year, int from, int to) {
        return new DateMention(LocalDate.of(year, 1, 1), Grain.YEAR, from, to);
    }

    /** Returns the first day. */
    public LocalDate first() {
        return switch (grain) {
            case DAY -> day;
            case WEEK -> day.minusDays(HALF_A_WEEK);
            case MONTH, MONTH_NAME -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    /** Returns the day after the last one. */
    public LocalDate end() {
        return switch (grain) {
            case DAY -> day.plusDays(1);
            case WEEK -> day.plusDays(HALF_A_WEEK + 1);
            case MONTH, MONTH_NAME -> day.withDayOfMonth(1).plusMonths(1);
            case YEAR -> day.withDayOfYear(1).plusYears(1);
        };
    }

    /** Returns the terms under which a text with this date is found. */
    public List<String> terms() {
        List<String> terms = new ArrayList<>(4);
        if (grain == Grain.DAY || grain == Grain.WEEK) {
            terms.add(dayTerm(day));
        }
        if (grain != Grain.YEAR) {
            terms.add(monthTerm(day));
            terms.add(monthNameTerm(day));
        }
        terms.add(yearTerm(day));
        return terms;
    }

    /** Adds the terms that search for this date, with their weights. */
    public void addQueryTerms(Map<String, Double> weights) {
        switch (grain) {
            case DAY, WEEK -> {
                weights.merge(dayTerm(day), 1.0, Math::max);
                weights.merge(monthTerm(day), SAME_MONTH, Math::max);
                for (int later = 0; later < TOLD_LATER.length; later++) {
                    weights.merge(dayTerm(day.plusDays(later + 1)), TOLD_LATER[later], Math::max);
                }
            }
            case MONTH -> weights.merge(monthTerm(day), 1.0, Math::max);
            case MONTH_NAME -> weights.merge(monthNameTerm(day), 1.0, Math::max);
            case YEAR -> weights.merge(yearTerm(day), 1.0, Math::max);
        }
    }

    /** Starts unlike any term of the text analysis. */
    private static String dayTerm(LocalDate day) {
        return "#" + day;
    }

    private static String monthTerm(LocalDate day) {
        return "#" + YearMonth.from(day);
    }

    private static String monthNameTerm(LocalDate day) {
        return (day.getMonthValue() < 10 ? "#-0" : "#-") + day.getMonthValue();
    }

    private static String yearTerm(LocalDate day) {
        return "#" + day.getYear();
    }
}
