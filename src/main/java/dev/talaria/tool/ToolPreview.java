package dev.talaria.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/** One short line that tells a reader what a tool is being asked to do. */
public final class ToolPreview {
    private static final int MAX = 80;

    private ToolPreview() {
    }

    /** The first text among the arguments says best what is being done; without one the tool's name does. */
    public static String of(String tool, String arguments) {
        try {
            if (Json.parseLeniently(arguments) instanceof JsonObject object) {
                return object.values().stream().filter(JsonString.class::isInstance).map(value -> ((JsonString) value).getString())
                        .filter(text -> !text.isBlank()).findFirst().map(ToolPreview::oneLine).orElse(tool);
            }
        } catch (JsonFault fault) {
            return tool;
        }
        return tool;
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= MAX) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX - 1)) + "…";
    }
}
