package dev.talaria.memory.local.index;

import dev.talaria.memory.local.text.DateMention;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Answers a query that asks for what was said at a time, whatever that was about. */
final class Timeline {
    private Timeline() {
    }

    /** Returns the turns said on the query's days, or at any time if it asks for the latest; newest first. */
    static List<Ranked> newest(ReadQuery query, TurnTable turns, boolean[] allowed, int limit) {
        PriorityQueue<Ranked> newest = new PriorityQueue<>();
        for (int i = 0; i < allowed.length; i++) {
            long at = turns.millis(i);
            if (allowed[i] && (query.days().isEmpty() || query.days().stream().anyMatch(day -> holds(day, at)))) {
                Ranked.offer(newest, limit, i, (double) at);
            }
        }
        return newest.stream().sorted(Comparator.reverseOrder()).toList();
    }

    private static boolean holds(DateMention day, long at) {
        return millis(day.first()) <= at && at < millis(day.end());
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
