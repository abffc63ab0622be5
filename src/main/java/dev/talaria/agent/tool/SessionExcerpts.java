package dev.talaria.agent.tool;

import dev.talaria.memory.Remembered;
import dev.talaria.session.Session;
import dev.talaria.text.Truncation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows conversations to a model: a heading with id, title and days, and a line for each excerpt. */
final class SessionExcerpts {
    private static final int MAX_LINES = 3;
    private static final int MAX_SHORT = 300;
    private static final int MAX_LONG = 1_000;
    private static final int MAX_TITLE = 100;
    /** Shorter words stand in every text. */
    private static final int MIN_WORD = 3;

    private SessionExcerpts() {
    }

    /** @param current whether it is the conversation in which the model asks */
    static String some(Session session, List<Remembered> said, String query, boolean current) {
        return heading(session, current) + lines(said.stream().limit(MAX_LINES).toList(), query, MAX_SHORT);
    }

    /** As {@link #some}, with all that was found and longer excerpts. */
    static String whole(Session session, List<Remembered> said, String query, boolean current) {
        return heading(session, current) + lines(said, query, MAX_LONG);
    }

    private static String heading(Session session, boolean current) {
        String title = session.title() == null ? "without a title" : "\"" + oneLine(session.title(), MAX_TITLE) + "\"";
        String begun = day(session.created());
        String last = day(session.updated());
        return "Session " + session.ref().id() + ", " + title + ", " + (begun.equals(last) ? begun : begun + " to " + last)
                + (current ? " (this conversation)" : "");
    }

    private static String lines(List<Remembered> said, String query, int most) {
        return said.stream().map(item -> "\n- [" + day(item.at()) + " " + (item.author() == null ? item.role().wire() : item.author())
                + "] "
                + oneLine(around(item.text().strip(), query, most), most + 2)).collect(Collectors.joining());
    }

    /** Returns the part of the text in which the first word of the query stands; its beginning if none does. */
    private static String around(String text, String query, int most) {
        if (text.length() <= most) {
            return text;
        }
        String folded = text.toLowerCase(Locale.ROOT);
        int first = Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).filter(word -> word.length() >= MIN_WORD)
                .mapToInt(folded::indexOf).filter(at -> at >= 0).min().orElse(0);
        int from = Math.max(0, Math.min(first - most / 3, text.length() - most));
        int start = from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        return (start > 0 ? "…" : "") + Truncation.marked(text.substring(start), most);
    }

    private static String oneLine(String text, int most) {
        return Truncation.start(text.replaceAll("\\s+", " "), most);
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }
}
