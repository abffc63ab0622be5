package dev.talaria.tool;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Truncation;
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
        return Truncation.preview(text.strip().replaceAll("\\s+", " "), MAX);
    }
}
