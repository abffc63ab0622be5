package dev.talaria.model.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of the last user message.
 *
 * @param memory the remembered entries, each as {@code [2026-11-20 user] text}
 * @param text   the user's own words, trimmed
 */
record LastInput(List<String> memory, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?s)\\s*<memory-context id=\"([^\"\\n]+)\">\\R(?:(.*?)\\R)?"
            + "</memory-context id=\"\\1\">(?:\\R|$)");
    private static final String ITEM = "- ";

    LastInput {
        memory = List.copyOf(memory);
    }

    /** Splits a message. Only one block at the very start, closed by its own nonce, counts as memory; all else is the user's words. */
    static LastInput of(String message) {
        Matcher block = BLOCK.matcher(message);
        if (!block.lookingAt()) {
            return new LastInput(List.of(), message.strip());
        }
        return new LastInput(items(block.group(2) == null ? "" : block.group(2)), message.substring(block.end()).strip());
    }

    private static List<String> items(String block) {
        List<String> items = new ArrayList<>();
        for (String line : block.lines().toList()) {
            if (line.startsWith(ITEM)) {
                items.add(line.substring(ITEM.length()));
            } else if (!items.isEmpty() && !line.isBlank()) {
                items.set(items.size() - 1, items.get(items.size() - 1) + " " + line.strip());
            }
        }
        return items;
    }
}
