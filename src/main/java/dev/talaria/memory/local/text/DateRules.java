package dev.talaria.memory.local.text;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Recognizes English date expressions by rules, written out ("8 May 2023", "2023-05-08", "in June") or relative to a day ("yesterday", "two
 * weeks ago", "last Friday"). A vague expression becomes the day in its middle; anything else is skipped.
 */
public final class DateRules {
    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("january", 1), Map.entry("february", 2), Map.entry("march", 3), Map.entry("april", 4), Map.entry("may", 5),
            Map.entry("june", 6), Map.entry("july", 7), Map.entry("august", 8), Map.entry("september", 9), Map.entry("october", 10),
            Map.entry("november", 11), Map.entry("december", 12), Map.entry("jan", 1), Map.entry("feb", 2), Map.entry("apr", 4),
            Map.entry("jun", 6), Map.entry("jul", 7), Map.entry("aug", 8), Map.entry("sept", 9), Map.entry("sep", 9),
            Map.entry("oct", 10), Map.entry("nov", 11), Map.entry("dec", 12));
    private static final Map<String, DayOfWeek> WEEKDAYS = Map.of(
            "monday", DayOfWeek.MONDAY, "tuesday", DayOfWeek.TUESDAY, "wednesday", DayOfWeek.WEDNESDAY, "thursday", DayOfWeek.THURSDAY,
            "friday", DayOfWeek.FRIDAY, "saturday", DayOfWeek.SATURDAY, "sunday", DayOfWeek.SUNDAY);
    private static final Map<String, Integer> COUNTS = Map.ofEntries(
            Map.entry("a", 1), Map.entry("an", 1), Map.entry("one", 1), Map.entry("two", 2), Map.entry("couple", 2), Map.entry("few", 3),
            Map.entry("three", 3), Map.entry("four", 4), Map.entry("five", 5), Map.entry("six", 6), Map.entry("seven", 7),
            Map.entry("eight", 8), Map.entry("nine", 9), Map.entry("ten", 10), Map.entry("eleven", 11), Map.entry("twelve", 12));
    private static final int MAX_COUNT = 1000;

    private final List<String> words;
    private final LocalDate reference;
    private final List<DateMention> found = new ArrayList<>();

    private DateRules(List<String> words, LocalDate reference) {
        this.words = words;
        this.reference = reference;
    }

    /**
     * @param words     lower-case words of {@link Words}
     * @param reference the day on which they were said
     */
    public static List<DateMention> find(List<String> words, LocalDate reference) {
        DateRules rules = new DateRules(words, reference);
        for (int i = 0; i < words.size(); i++) {
            rules.at(i);
        }
        return rules.found;
    }

    private void at(int i) {
        String word = words.get(i);
        switch (word) {
            case "today", "tonight", "heute", "hoy", "oggi", "hoje", "сегодня", "dzisiaj" -> day(reference, i, i);
            case "yesterday" -> yesterday(i);
            case "gestern", "ayer", "ieri", "ontem", "вчера", "wczoraj" -> day(reference.minusDays(1), i, i);
            case "tomorrow" -> day(reference.plusDays(1), i, i);
            case "ago" -> ago(i);
            case "last", "past", "previous" -> relative(i, -1);
            case "next" -> relative(i, 1);
            case "this" -> relative(i, 0);
            default -> written(word, i);
        }
    }

    private void written(String word, int i) {
        if (MONTHS.containsKey(word)) {
            month(i, MONTHS.get(word));
        } else if (WEEKDAYS.containsKey(word) && !isStep(i - 1)) {
            day(reference.with(TemporalAdjusters.previousOrSame(WEEKDAYS.get(word))), i, i);
        } else if (isYear(i) && !isMonth(i - 1) && !(number(i - 1) > 0 && isMonth(i - 2)) && !iso(i)) {
            found.add(DateMention.ofYear(Integer.parseInt(word), i, i));
        }
    }

    private void yesterday(int i) {
        boolean before = i > 1 && words.get(i - 1).equals("before");
        day(reference.minusDays(before ? 2 : 1), before ? i - 2 : i, i);
    }

    private void ago(int i) {
        int count = i < 2 ? -1 : count(i - 2);
        boolean ofThem = count < 0 && i > 2 && words.get(i - 2).equals("of");
        if (ofThem) {
            count = count(i - 3);
        }
        if (count > 0) {
            shift(words.get(i - 1), -count, i - (ofThem ? 3 : 2), i);
        }
    }

    private void relative(int i, int step) {
        if (i + 1 >= words.size()) {
            return;
        }
        String unit = words.get(i + 1);
        DayOfWeek weekday = WEEKDAYS.get(unit);
        if (weekday != null) {
            LocalDate day = step > 0 ? reference.with(TemporalAdjusters.next(weekday))
                    : reference.with(step < 0 ? TemporalAdjusters.previous(weekday) : TemporalAdjusters.nextOrSame(weekday));
            day(day, i, i + 1);
        } else if (unit.equals("night") && step < 0) {
            day(reference.minusDays(1), i, i + 1);
        } else if (unit.equals("weekend")) {
            LocalDate saturday = reference.with(TemporalAdjusters.previousOrSame(DayOfWeek.SATURDAY));
            day(step < 0 ? saturday : saturday.plusWeeks(1), i, i + 1);
        } else {
            shift(unit, step, i, i + 1);
        }
    }

    private void shift(String unit, int by, int from, int to) {
        switch (unit) {
            case "day", "days" -> day(reference.plusDays(by), from, to);
            case "week", "weeks" -> found.add(DateMention.ofWeek(reference.plusWeeks(by), from, to));
            case "month", "months" -> found.add(DateMention.ofMonth(YearMonth.from(reference).plusMonths(by), from, to));
            case "year", "years" -> found.add(DateMention.ofYear(reference.getYear() + by, from, to));
            default -> { }
        }
    }

    /** "8 May 2023", "May 8, 2023", "May 8th", "May 2023", "in May"; a bare "may" without any of these is the verb. */
    private void month(int i, int month) {
        int first = i > 1 && words.get(i - 1).equals("of") ? i - 2 : i - 1;
        int before = dayOfMonth(first);
        int after = before > 0 ? -1 : dayOfMonth(i + 1);
        int last = after > 0 ? i + 1 : i;
        boolean withYear = isYear(last + 1);
        int dayOfMonth = Math.max(before, after);
        if (dayOfMonth > 0) {
            int year = withYear ? Integer.parseInt(words.get(last + 1)) : nearestYear(month);
            YearMonth yearMonth = YearMonth.of(year, month);
            day(yearMonth.atDay(Math.min(dayOfMonth, yearMonth.lengthOfMonth())), before > 0 ? first : i, withYear ? last + 1 : last);
        } else if (withYear) {
            found.add(DateMention.ofMonth(YearMonth.of(Integer.parseInt(words.get(last + 1)), month), i, last + 1));
        } else if (month != 5 && month != 3 || i > 0 && isBeforeMonth(words.get(i - 1))) {
            found.add(DateMention.ofMonthName(YearMonth.of(nearestYear(month), month), i, i));
        }
    }

    private boolean iso(int i) {
        int month = number(i + 1);
        int day = number(i + 2);
        if (month < 1 || month > 12 || day < 1 || words.get(i + 1).length() != 2 || words.get(i + 2).length() != 2) {
            return false;
        }
        YearMonth yearMonth = YearMonth.of(Integer.parseInt(words.get(i)), month);
        return yearMonth.isValidDay(day) && day(yearMonth.atDay(day), i, i + 2);
    }

    private boolean day(LocalDate day, int from, int to) {
        return found.add(DateMention.ofDay(day, from, to));
    }

    /** Returns the year of the closest such month, which is the one people mean. */
    private int nearestYear(int month) {
        int away = month - reference.getMonthValue();
        return reference.getYear() + (away > 6 ? -1 : away < -6 ? 1 : 0);
    }

    private int dayOfMonth(int i) {
        if (i < 0 || i >= words.size()) {
            return -1;
        }
        String word = words.get(i);
        int end = word.length();
        boolean ordinal = end > 2 && (word.endsWith("st") || word.endsWith("nd") || word.endsWith("rd") || word.endsWith("th"));
        int day = number(ordinal ? word.substring(0, end - 2) : word);
        return day >= 1 && day <= 31 ? day : -1;
    }

    private int count(int i) {
        Integer named = COUNTS.get(words.get(i));
        int count = named == null ? number(i) : named;
        return count <= MAX_COUNT ? count : -1;
    }

    private boolean isMonth(int i) {
        return i >= 0 && i < words.size() && MONTHS.containsKey(words.get(i));
    }

    private boolean isStep(int i) {
        return i >= 0 && switch (words.get(i)) {
            case "last", "past", "previous", "next", "this" -> true;
            default -> false;
        };
    }

    private static boolean isBeforeMonth(String word) {
        return switch (word) {
            case "in", "since", "until", "during", "last", "next", "this", "early", "late", "mid", "by", "of" -> true;
            default -> false;
        };
    }

    private boolean isYear(int i) {
        int year = i >= 0 && i < words.size() && words.get(i).length() == 4 ? number(i) : -1;
        return year >= 1900 && year < 2100;
    }

    private int number(int i) {
        return i >= 0 && i < words.size() ? number(words.get(i)) : -1;
    }

    private static int number(String word) {
        int value = 0;
        for (int i = 0; i < word.length(); i++) {
            char digit = word.charAt(i);
            if (digit < '0' || digit > '9' || i > 5) {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return word.isEmpty() ? -1 : value;
    }
}
