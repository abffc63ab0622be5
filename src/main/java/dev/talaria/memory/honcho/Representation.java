package dev.talaria.memory.honcho;

import dev.talaria.memory.Recall;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses Honcho's conclusions: a text with headings and one conclusion on a line. */
final class Representation {
    private static final Pattern DATED = Pattern.compile("\\[(\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2})] (.+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String HEADING = "#";

    private Representation() {
    }

    /** Returns the peer's card, then the conclusions, in Honcho's order. */
    static List<Recall.Item> items(JsonObject context) {
        List<Recall.Item> items = new ArrayList<>();
        card(context).forEach(line -> items.add(item("card", null, line)));
        for (String line : HonchoMessage.text(context, "representation", "").split("\n")) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith(HEADING)) {
                Matcher dated = DATED.matcher(text);
                items.add(dated.matches() ? item("conclusion", instant(dated.group(1)), dated.group(2)) : item("conclusion", null, text));
            }
        }
        return items;
    }

    static List<String> card(JsonObject context) {
        if (!(context.get("peer_card") instanceof JsonArray card)) {
            return List.of();
        }
        return card.stream().filter(JsonString.class::isInstance).map(line -> ((JsonString) line).getString()).toList();
    }

    /** Returns the short summary, which is the newer one. */
    static List<Recall.Item> summary(JsonObject summaries) {
        for (String name : List.of("short_summary", "long_summary")) {
            if (summaries.get(name) instanceof JsonObject summary && !HonchoMessage.text(summary, "content", "").isBlank()) {
                return List.of(item("summary", new HonchoMessage(summary).at(), "Summary: " + HonchoMessage.text(summary, "content", "")));
            }
        }
        return List.of();
    }

    /** @param kind used as the id, because Honcho gives these items none */
    static Recall.Item item(String kind, Instant at, String text) {
        return new Recall.Item(kind, at, null, null, text, 0);
    }

    private static Instant instant(String text) {
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
