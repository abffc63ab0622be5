package dev.talaria.agent.turn;

import dev.talaria.memory.ProfileEntry;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a turn tells the model of its user, whatever is recalled: a line for each kind of entry, the most important first, within a bound.
 *
 * @param lines empty if nothing is known
 */
public record ProfileSection(List<String> lines) {
    public static final ProfileSection NONE = new ProfileSection(List.of());
    /** The bound on the section, with its heading. */
    static final int MAX_TOKENS = 300;
    private static final String HEADING = "What this user has said of themselves, and how they want to be answered unless they now ask "
            + "otherwise:";
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);
    /** What changes by itself is told with its time. */
    private static final String AGE = "age";

    public ProfileSection {
        lines = List.copyOf(lines);
    }

    /** @param entries the most important first; what does not fit is left out */
    public static ProfileSection of(List<ProfileEntry> entries) {
        Map<String, StringBuilder> kinds = new LinkedHashMap<>();
        int left = MAX_TOKENS - tokens(HEADING);
        for (ProfileEntry entry : entries) {
            String value = entry.kind().equals(AGE) ? entry.value() + " in " + MONTH.format(entry.at()) : entry.value();
            StringBuilder line = kinds.get(entry.kind());
            String added = line == null ? "- " + entry.kind() + ": " + value : "; " + value;
            int size = tokens(added) + 1;
            if (size <= left) {
                left -= size;
                kinds.computeIfAbsent(entry.kind(), kind -> new StringBuilder()).append(added);
            }
        }
        if (kinds.isEmpty()) {
            return NONE;
        }
        List<String> lines = new ArrayList<>();
        lines.add(HEADING);
        kinds.values().forEach(line -> lines.add(line.toString()));
        return new ProfileSection(lines);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns an upper estimate of a text's tokens: four ASCII characters to one, of others two, of scripts without spaces one. */
    private static int tokens(String text) {
        int quarters = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            quarters += character < 0x80 ? 1 : character < 0x2E80 ? 2 : 4;
        }
        return (quarters + 3) / 4;
    }
}
