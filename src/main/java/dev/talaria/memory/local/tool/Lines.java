package dev.talaria.memory.local.tool;

import dev.talaria.memory.ItemKind;
import dev.talaria.memory.Remembered;
import dev.talaria.text.Truncation;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** Shows items to a model or a person, a line each. */
final class Lines {
    private static final int MAX_TEXT = 500;

    private Lines() {
    }

    static String of(List<Remembered> items) {
        return items.stream().map(Lines::line).collect(Collectors.joining("\n"));
    }

    private static String line(Remembered item) {
        String who = item.kind() != ItemKind.MESSAGE ? item.kind().wire() : item.author() == null ? item.role().wire() : item.author();
        return "- " + item.id() + " [" + LocalDate.ofInstant(item.at(), ZoneOffset.UTC) + " " + who + "] "
                + Truncation.marked(item.text().strip().replaceAll("\\s+", " "), MAX_TEXT);
    }

    /** Returns the text of a line without what stands before it. */
    static String text(String line) {
        int end = line.indexOf("] ");
        return end < 0 ? line : line.substring(end + 2);
    }
}
